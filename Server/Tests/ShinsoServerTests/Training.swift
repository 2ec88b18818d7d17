import ArgumentParser
import Foundation
import ShinsoData
import ShinsoExperiments
import ShinsoTensor

/// Small trained models of several systems, made once for all tests.
enum Training {
  private struct Call<S: Trainable>: ParsableArguments {
    @OptionGroup var options: S.TrainOptions
    @OptionGroup var run: RunOptions
  }

  /// Trains a system into `runs/NAME`.
  @ComputeThread static func train(_ id: String, _ words: [String], into run: URL) throws {
    func train<S: Trainable>(_ system: S.Type) throws {
      let call = try Call<S>.parse(words + ["--output", run.path])
      try S.train(call.options, in: Run(S.about, OptionRecord(call), arguments: []))
    }
    guard let system = Catalog.system(id) as? any Trainable.Type else { return }
    try train(system)
  }

  static let classes = ["bottom", "low", "middle", "high", "top"]

  /// Pictures of five classes: where there is a bright stripe.
  static func drawPictures(in folder: URL) throws {
    for (label, name) in classes.enumerated() {
      let place = folder.appending(path: name)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for number in 0..<20 {
        try picture(label, number).writePNG(to: place.appending(path: "\(number).png"))
      }
    }
  }

  static func picture(_ label: Int, _ number: Int, size: Int = 40) -> Image {
    let pixels = (0..<size * size).map { place in
      let isBright = place / size * classes.count / size == classes.count - 1 - label
      return UInt8((isBright ? 200 : 20) + (place * (number + 3) % 17))
    }
    return Image(width: size, height: size, format: .gray, pixels: pixels)
  }

  static func writeTexts(in folder: URL) throws {
    let sentence = "the cat sees the dog and the dog sees the cat near the old house\n"
    func write(_ text: String, _ name: String) throws {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    try write(String(repeating: sentence, count: 200), "text.txt")
    let pairs = [("the cat sees", "le chat voit"), ("the dog sees", "le chien voit")]
    for part in ["train", "dev", "test"] {
      let all = (0..<40).map { pairs[$0 % 2] }
      try write(all.map { $0.0 + "\n" }.joined(), "pairs/\(part).ja")
      try write(all.map { $0.1 + "\n" }.joined(), "pairs/\(part).en")
    }
    let trees = "(3 (2 a) (3 (3 good) (2 film)))\n(1 (2 a) (1 (1 bad) (2 film)))\n"
    for part in ["train", "dev", "test"] {
      try write(String(repeating: trees, count: 20), "trees/\(part).txt")
    }
  }
}
