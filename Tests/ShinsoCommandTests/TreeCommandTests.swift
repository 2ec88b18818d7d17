import Foundation
import ShinsoFormats
import TestSupport
import Testing

/// The systems on trees of sentences from the command line.
@Suite(.serialized) struct TreeCommandTests {
  private let train = [
    "train", "rntn", "--data", "trees", "--size", "8", "--batch-size", "10", "--seed", "3",
    "--dropout", "0", "--word-dropping", "0", "--average", "0.9",
  ]

  private func metrics(_ outcome: Workplace.Outcome) throws -> [String: Double] {
    try #require(try outcome.json()["metrics"] as? [String: Double], "\(outcome)")
  }

  @Test func learnsAndShows() throws {
    try Workplace.with { place in
      try SmallTreebank.write(SmallTreebank.trees, to: "trees", place)
      let trained = try place.run(train + ["--epochs", "60", "--learning-rate", "0.1"])
      #expect(trained.code == 0, "\(trained)")
      let found = try metrics(place.run("evaluate", "rntn", "--json"))
      // Of the sentences, a seventh are very bad and as many very good.
      #expect(try #require(found["rootAccuracy"]) > 0.9, "\(found)")
      #expect(try #require(found["rootBinaryAccuracy"]) > 0.95, "\(found)")
      #expect(try #require(found["nodeAccuracy"]) > 0.9, "\(found)")

      let bad = try place.run(
        "predict", "rntn", "--parsed", "(S (NP (D The) (N plot)) (VP (V is) (AP not (A good))))",
        "-o", "tree.svg", "--json")
      #expect(bad.code == 0, "\(bad)")
      let prediction = try #require((try bad.json()["predictions"] as? [[String: Any]])?.first)
      let tree = try #require(prediction["tree"] as? String)
      #expect(tree == "(1 (2 (2 The) (2 plot)) (1 (2 is) (1 (2 not) (3 good))))")
      let classes = try #require(prediction["classes"] as? [[String: Any]])
      #expect(classes.count == 5 && classes[0]["name"] as? String == "negative")
      let picture = try place.text("tree.svg")
      #expect(picture.hasPrefix("<svg ") && picture.contains(">plot</text>"))
      #expect(picture.components(separatedBy: "<circle").count == 1 + 9 + 5)

      let plain = try place.run("predict", "rntn", "The story isn't <great> & odd", "--top", "1")
      #expect(plain.code == 0 && plain.lines.count == 1 + 13, "\(plain)")
      #expect(plain.errors.contains("each word is joined with what follows it"))
      #expect(plain.errors.contains("the model does not know 'n't', '<great>', '&', 'odd'"))
      #expect(!plain.output.contains("\u{1B}"))
      expectError(
        try place.run("predict", "rntn", "A plot.", "-o", "x.png"), 2, "name one that ends in .svg")
      expectError(try place.run("evaluate", "rntn", "-o", "x.svg"), 2, "has no picture")
      let shown = try place.run("visualize", "rntn", "--number", "2", "-o", "second.svg")
      #expect(shown.code == 0 && shown.lines.count == 9, "\(shown)")
      #expect(try place.text("second.svg").contains("labeled positive"))
    }
  }

  /// Without the tensor, `not` can hardly turn what follows it; all else is learned.
  @Test func plainNetworkLearnsWhatIsNotTurned() throws {
    try Workplace.with { place in
      let plain = SmallTreebank.trees.filter { !$0.contains("(2 not)") }
      try SmallTreebank.write(plain, to: "trees", place)
      let variant = ["--variant", "rnn", "--epochs", "60", "--learning-rate", "0.1"]
      #expect(try place.run(train + variant).code == 0)
      let found = try metrics(place.run("evaluate", "rntn", "--json"))
      #expect(try #require(found["rootAccuracy"]) > 0.9, "\(found)")
      let tensors = try SafetensorsFile(place.url("runs/rntn/model.safetensors")).tensors()
      #expect(!tensors.contains { $0.name == "tensor" })
    }
  }

  @Test func autoencoderLearnsFromPlainSentences() throws {
    try Workplace.with { place in
      try SmallTreebank.write(SmallTreebank.sentences, to: "reviews", place)
      let trained = try place.run(
        "train", "recursive-autoencoder", "--data", "reviews", "--size", "10", "--epochs", "40",
        "--batch-size", "6", "--learning-rate", "0.1", "--average", "0.8", "--word-dropping", "0",
        "--dropout", "0")
      #expect(trained.code == 0, "\(trained)")
      let evaluate = ["evaluate", "recursive-autoencoder", "--json"]
      let found = try metrics(place.run(evaluate))
      #expect(try #require(found["rootAccuracy"]) > 0.95, "\(found)")
      let said = try place.run(
        "predict", "recursive-autoencoder", "The film is great.", "The cast is awful.", "--csv",
        "-o", "film.svg")
      #expect(said.code == 0 && said.lines.count == 5, "\(said)")
      #expect(said.lines[1].hasPrefix("The film is great.,1,positive,0.9"), "\(said)")
      #expect(said.lines[3].hasPrefix("The cast is awful.,1,negative,0.9"), "\(said)")
      #expect(try place.text("film.svg").hasSuffix("</svg>\n"))
      // A treebank's sentences are read too, with as many classes as it has.
      try SmallTreebank.write(SmallTreebank.trees, to: "trees", place)
      expectError(
        try place.run(evaluate + ["--data", "trees"]), 1, "has 5 classes, and the model has 2")
    }
  }

  @Test(arguments: ["rntn", "recursive-autoencoder"])
  func stoppedInTheMiddleOfAnEpochItEndsTheSame(system: String) throws {
    try Workplace.with { place in
      try SmallTreebank.write(SmallTreebank.trees, to: "trees", place)
      let part = [
        "train", system, "--data", "trees", "--size", "6", "--batch-size", "10", "--patience", "99",
      ]
      #expect(try place.run(part + ["--iterations", "30", "-o", "whole"]).code == 0)
      #expect(try place.run(part + ["--iterations", "13", "-o", "parts"]).code == 0)
      let rest = try place.run(part + ["--iterations", "30", "-o", "parts", "--resume"])
      #expect(rest.code == 0 && rest.errors.contains("resuming at iteration 13 of 30"), "\(rest)")
      #expect(
        try place.bytes("parts/model.safetensors") == place.bytes("whole/model.safetensors"))
      try SmallTreebank.write(SmallTreebank.trees.reversed(), to: "trees", place)
      expectError(
        try place.run(part + ["--iterations", "40", "-o", "parts", "--resume"]), 1,
        "is from a run on other data")
    }
  }

  @Test func refusesWhatMakesNoSense() throws {
    try Workplace.with { place in
      expectError(try place.run(train), 1, "--data trees", "no such folder")
      try place.write(Array("(2 a)\n".utf8), to: "trees/train.txt")
      expectError(try place.run(train), 1, "has no test.txt")
      try place.write(Array("1\tgood\n".utf8), to: "trees/test.txt")
      expectError(try place.run(train), 1, "trees in one file and plain sentences in another")
      try place.write(Array("(2 a)\n(2 (2 a) b)\n".utf8), to: "trees/test.txt")
      expectError(try place.run(train), 1, "test.txt: line 2, column")
      try place.write([], to: "trees/test.txt")
      expectError(try place.run(train), 1, "test.txt: has no sentences")
      try SmallTreebank.write(SmallTreebank.sentences, to: "trees", place)
      expectError(try place.run(train), 1, "has no trees", "recursive-autoencoder")
      try SmallTreebank.write(SmallTreebank.trees, to: "trees", place)
      expectError(try place.run("predict", "rntn", "Fine."), 1, "train first (shinso train rntn)")
      #expect(try place.run(train + ["--iterations", "2"]).code == 0)
      expectError(try place.run("predict", "rntn"), 2, "in quotes")
      expectError(try place.run("predict", "rntn", " "), 1, "text: has no words")
      expectError(try place.run("predict", "rntn", "--parsed", "(S (A good"), 1, "inside a bracket")
      let long = Array(repeating: "word", count: 1001).joined(separator: " ")
      expectError(try place.run("predict", "rntn", long), 1, "has 1001 words")
      expectError(
        try place.run("visualize", "rntn", "--number", "999"), 1, "is 999, but there are 84")
    }
  }
}
