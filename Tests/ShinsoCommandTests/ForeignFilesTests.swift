import Foundation
import ShinsoFormats
import ShinsoTensor
import Testing

/// What a training must not destroy, and what it must not go on with.
@Suite struct ForeignFilesTests {
  private let train = [
    "train", "lenet", "--data", "digits", "--batch-size", "16", "--iterations", "2",
  ]

  @Test func filesOfOthersAreNotWrittenOver() throws {
    try Workplace.with { place in
      try place.drawDigits(training: 32, testing: 20)
      try FileManager.default.createDirectory(
        at: place.url("theirs"), withIntermediateDirectories: true)
      try SafetensorsFile.write(
        [("w", Tensor([1] as [Float]))], to: place.url("theirs/model.safetensors"))
      let before = try place.files(in: "theirs")
      expectError(try place.run(train + ["-o", "theirs"]), 1, "--overwrite")
      #expect(try place.files(in: "theirs") == before)
      #expect(try place.run(train + ["-o", "theirs", "--overwrite"]).code == 0)
      // Now it is a run's, and may be made again.
      #expect(try place.run(train + ["-o", "theirs"]).code == 0)
      for option in ["--output", "-o"] {
        expectError(try place.run(train + [option, ""]), 2, "the name is empty")
      }
    }
  }

  @Test func namesOfMNISTsFiles() throws {
    try Workplace.with { place in
      try place.drawDigits(training: 32, testing: 20)
      for name in try place.files(in: "digits").keys {
        let other = name.replacing("-idx", with: ".idx")
        try FileManager.default.createDirectory(
          at: place.url("dots"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(
          at: place.url("digits/\(name)"), to: place.url("dots/\(other)"))
      }
      #expect(try place.run(train + ["--data", "dots"]).code == 0)
    }
  }

  @Test func aRenamedClassIsNamed() throws {
    try Workplace.with { place in
      try place.drawDigitPictures([1, 2], count: 12)
      let words = [
        "train", "lenet", "--data", "letters", "--batch-size", "4", "--checkpoint-every", "1",
      ]
      let stopped = try place.run(words + ["--iterations", "4000", "-o", "run"]) {
        place.exists("run/checkpoint/state.safetensors") ? SIGINT : nil
      }
      #expect(stopped.code == 130, "\(stopped)")
      try FileManager.default.moveItem(
        at: place.url("letters/digit-1"), to: place.url("letters/one"))
      let resumed = try place.run(words + ["--iterations", "4000", "-o", "run", "--resume"])
      expectError(resumed, 1, "'digit-1' is gone and 'one' is new")
    }
  }
}
