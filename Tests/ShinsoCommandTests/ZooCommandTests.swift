import Foundation
import Testing

/// `shinso zoo` with entries of a user's own.
@Suite(.serialized) struct ZooCommandTests {
  @Test func anImportStandsWhereANetworkMay() throws {
    try Workplace.with { place in
      let made = try place.importDigits("--license", "CC0", "--accuracy", "98 % of digits, mine")
      #expect(made.code == 0, "\(made)")
      #expect(made.lines.map(String.init) == [place.url("cache/zoo/digits").path])
      let expected = try place.prediction("digits.safetensors")
      for file in ["digits.safetensors", "names.txt"] {
        try FileManager.default.removeItem(at: place.url(file))
      }
      let told = try place.prediction("digits")
      #expect(told.text.contains("seven") && told.numbers == expected.numbers)
      let line = try #require(
        try place.run("zoo", "list").lines.first { $0.hasPrefix("digits ") })
      for part in ["import", " yes ", "98 % of digits", "CC0"] { #expect(line.contains(part)) }
      #expect(try place.run("zoo", "show", "digits").output.contains("98 % of digits, mine"))
      expectError(try place.importDigits(), 1, "digits: is in the cache already; --again")
      #expect(try place.importDigits("--again").code == 0)
      let exported = try place.run("zoo", "export", "digits", "-o", "digits.onnx")
      #expect(exported.output == "digits: digits.onnx\n")
    }
  }

  @Test(arguments: [
    ("../digits", "cannot be a name"), (".digits", "cannot be a name"),
    ("a/b", "cannot be a name"), ("Digits", "cannot be a name"), ("my.digits", "cannot be a name"),
    ("lenet", "is the name of a network"), ("resnet50-caffe", "is the name of a network"),
    ("pretrained-svm", "is the name of a system"),
  ])
  func namesThatCannotBe(name: String, problem: String) throws {
    try Workplace.with { place in
      try place.exportDigits()
      expectError(
        try place.run("zoo", "import", "digits.safetensors", "--name", name), 1, problem)
      #expect(try place.files(in: "cache").isEmpty)
      #expect(!place.exists("cache/digits"))
    }
  }

  @Test func whatHoldsNoNetworkIsNotTaken() throws {
    try Workplace.with { place in
      try place.write("no network".utf8, to: "notes.pth")
      try place.exportDigits(to: "weights.npz")
      for (arguments, part) in [
        (["notes.pth", "--network", "lenet"], "notes.pth"),
        (["weights.npz"], "holds weights without a network"),
        (["weights.npz", "--network", "squeezenet"], "weights.npz"),
        (["weights.npz", "--network", "lenet", "--classes", "names.txt"], "names.txt"),
        (["nowhere.onnx"], "nowhere.onnx: no such file"),
      ] {
        try place.write("one\ntwo\n".utf8, to: "names.txt")
        let outcome = try place.run(["zoo", "import", "--name", "mine"] + arguments)
        expectError(outcome, 1, part)
        #expect(!outcome.errors.contains("cache/zoo"), "\(outcome.errors)")
        #expect(!place.exists("cache/zoo/mine"))
      }
    }
  }

  /// Killed at any moment, it leaves nothing that counts, and the next one succeeds.
  @Test func anImportThatIsKilled() throws {
    try Workplace.with { place in
      try place.exportDigits()
      var kills = 0
      for wait in 0..<12 where kills < 3 {
        var polls = 0
        let outcome = try place.run(
          "zoo", "import", "digits.safetensors", "--name", "digits", "--again"
        ) {
          guard place.exists("cache/zoo/.digits.partial/new") else { return nil }
          polls += 1
          return polls > wait ? SIGKILL : nil
        }
        if outcome.code == nil { kills += 1 }
        let isWhole = place.exists("cache/zoo/digits")
        #expect(isWhole || outcome.code == nil)
        let verified = try place.run("zoo", "verify")
        #expect(verified.code == 0, "\(verified)")
        #expect(verified.output.contains("digits: intact") == isWhole)
        #expect(try place.run("zoo", "list").output.contains("\ndigits ") == isWhole)
      }
      #expect(kills > 0)
      let next = try place.run(
        "zoo", "import", "digits.safetensors", "--name", "digits", "--again")
      #expect(next.code == 0 && place.exists("cache/zoo/digits"), "\(next)")
      #expect(!place.exists("cache/zoo/.digits.partial"))
    }
  }

  @Test func damageInTheCacheIsNamed() throws {
    try Workplace.with { place in
      #expect(try place.run("zoo", "verify").output == "the cache holds no networks\n")
      #expect(try place.importDigits().code == 0)
      #expect(try place.importDigits().code == 1)
      #expect(
        try place.run("zoo", "import", "digits.safetensors", "--name", "others").code == 0)
      let weights = "cache/zoo/digits/digits.safetensors"
      let good = try place.bytes(weights)
      var bad = good
      bad[bad.count / 2] ^= 1
      try place.write(bad, to: weights)
      let outcome = try place.run("zoo", "verify")
      expectError(outcome, 1, "digits: damaged in the cache")
      #expect(
        outcome.lines[0]
          == "digits: damaged: digits.safetensors has changed; mend it by "
          + "`shinso zoo import FILES --name digits --again`")
      #expect(outcome.lines[1].hasPrefix("others: intact"))
      try Self.drawDigit(place)
      expectError(
        try place.run("predict", "digits", "--sample", "digit.png"), 1,
        "digits: is damaged in the cache: ")
      #expect(try place.run("zoo", "verify", "others").code == 0)
      expectError(try place.run("zoo", "share", "digits", "-o", "shared"), 1, "is damaged")
      try FileManager.default.removeItem(at: place.url(weights))
      #expect(
        try place.run("zoo", "verify").output.contains("digits.safetensors is missing"))
      try place.write("{}".utf8, to: "cache/zoo/digits/entry.json")
      expectError(try place.run("zoo", "verify", "digits"), 1, "digits: damaged")
      expectError(try place.run("zoo", "verify", "../zoo"), 1, "is not in the cache")
      #expect(try place.importDigits("--again").code == 0)
      #expect(try place.run("zoo", "verify").code == 0)
      // One that Shinso lists is fetched.
      try place.installNetwork()
      try place.write("{}".utf8, to: "cache/zoo/efficientnet-lite0/entry.json")
      #expect(
        try place.run("zoo", "verify").output
          .contains("`shinso zoo get efficientnet-lite0 --again`"))
    }
  }

  private static func drawDigit(_ place: Workplace) throws {
    try Workplace.picture(ofDigit: 3).writePNG(to: place.url("digit.png"))
  }

  /// A card that names files elsewhere is not followed.
  @Test func cardsDoNotLeadOutOfTheFolder() throws {
    try Workplace.with { place in
      #expect(try place.importDigits().code == 0)
      let card = "cache/zoo/digits/model.json"
      for name in ["../../../digits.safetensors", "/etc/hostname", ".hidden", ""] {
        let text = try place.text(card).replacing(
          /"weights" : ".*"/, with: "\"weights\" : \"\(name)\"")
        try place.write(text.utf8, to: card)
        expectError(
          try place.run("zoo", "export", "digits", "-o", "out.onnx"), 1, "does not lie beside it")
      }
      #expect(!place.exists("out.onnx"))
    }
  }
}
