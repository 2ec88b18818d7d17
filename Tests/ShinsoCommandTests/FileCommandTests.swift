import Foundation
import Testing

/// Files in the place of a system or a network.
@Suite struct FileCommandTests {
  @Test func filesHaveAHelpOfTheirOwn() throws {
    try Workplace.with { place in
      try place.write(Data("name: 'net'".utf8), to: "net.prototxt")
      for verb in ["predict", "evaluate"] {
        for file in ["net.prototxt", "FILE"] {
          let help = try place.run(verb, file, "--help")
          #expect(help.code == 0 && help.errors.isEmpty, "\(help)")
          #expect(help.output.contains("USAGE: shinso \(verb) FILE "), "\(help.output)")
          for option in ["--weights", "--model", "--mean"] {
            #expect(help.output.contains(option), "\(verb) \(file): \(option)")
          }
          #expect(!help.output.contains("--network"))
        }
        expectError(
          try place.run(
            [verb, "net.prototxt", "--bogus"] + (verb == "predict" ? ["--sample", "a.png"] : [])),
          2,
          "Unknown option '--bogus' (shinso \(verb) net.prototxt --help)")
      }
    }
  }

  @Test func runsHaveTheHelpOfTheirSystem() throws {
    try Workplace.with { place in
      try place.drawDigits(training: 64, testing: 10)
      #expect(try place.run("train", "lenet", "--data", "digits", "--iterations", "1").code == 0)
      let help = try place.run("predict", "runs/lenet", "--help")
      #expect(help.code == 0 && help.output.contains("USAGE: shinso predict lenet "), "\(help)")
      expectError(
        try place.run("evaluate", "runs/lenet", "--bogus"), 2,
        "Unknown option '--bogus' (shinso evaluate runs/lenet --help)")
    }
  }

  @Test(arguments: [
    "predict nosuch.caffemodel --sample a.png", "evaluate dir/nosuch", "summary dir/nosuch",
    "bench nosuch.prototxt", "features dir/nosuch --data . -o x.npz",
  ]) func missingFilesAreSaidToBeMissing(line: String) throws {
    try Workplace.with { place in
      let words = line.split(separator: " ").map(String.init)
      expectError(try place.run(words), 1, "\(words[1]): no such file or folder")
    }
  }

  /// A data set's name means the set, whatever lies here.
  @Test func whichDataWereTakenIsTold() throws {
    try Workplace.with { place in
      let train = ["train", "lenet", "--data", "mnist-5k"]
      #expect(try !place.run(train).errors.contains("the data set of that name"))
      try place.drawDigits()
      try FileManager.default.moveItem(at: place.url("digits"), to: place.url("mnist-5k"))
      let set = try place.run(train)
      #expect(set.errors.contains("--data mnist-5k: the data set of that name"), "\(set)")
      let folder = try place.run("train", "lenet", "--data", "./mnist-5k", "--iterations", "1")
      #expect(folder.code == 0 && !folder.errors.contains("of that name"), "\(folder)")
    }
  }
}
