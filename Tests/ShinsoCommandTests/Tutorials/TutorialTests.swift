import Foundation
import Shinso
import Testing

/// What the tutorials of the documentation show is compiled here and run.
@Suite(.serialized) struct TutorialTests {
  private static let package: URL = {
    var folder = URL(filePath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    return folder
  }()

  private func resource(_ name: String, _ step: Int) throws -> String {
    let url = Self.package.appending(
      path: "Sources/Shinso/Shinso.docc/Resources/\(name)-0\(step).swift")
    return try String(contentsOf: url, encoding: .utf8)
  }

  /// The last step is compiled here, by a link; each earlier step shows lines of it, in order.
  @Test(arguments: [
    ("photographs", "TrainOnYourPhotographs"), ("layer", "WriteYourOwnLayer"),
  ]) func showWhatIsCompiled(_ name: String, _ file: String) throws {
    let compiled = try resource(name, 3)
    let lines = compiled.split(separator: "\n")
    for step in 1...2 {
      var rest = lines[...]
      for line in try resource(name, step).split(separator: "\n") {
        let place = rest.firstIndex(of: line)
        #expect(place != nil, "\(name), step \(step): \(line)")
        rest = rest[((place ?? rest.startIndex - 1) + 1)...]
      }
    }
    let tutorial = try String(
      contentsOf: Self.package.appending(
        path: "Sources/Shinso/Shinso.docc/Tutorials/\(file).tutorial"), encoding: .utf8)
    for step in 1...3 { #expect(tutorial.contains("\(name)-0\(step).swift")) }
  }

  /// With a network of random weights, which tells stripes apart well enough.
  @Test func trainOnYourPhotographs() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures(count: 10)
      let former = ProcessInfo.processInfo.environment["SHINSO_CACHE"]
      setenv("SHINSO_CACHE", place.url("cache").path, 1)
      defer {
        if let former { setenv("SHINSO_CACHE", former, 1) } else { unsetenv("SHINSO_CACHE") }
      }
      let result = try learnPhotographs(in: place.url("pictures"), output: place.url("run"))
      #expect((result.test?[.accuracy] ?? 0) >= 0.75, "\(result)")
      #expect(result.test?.samples == 4)
      #expect(place.exists("run/best.safetensors") && place.exists("run/model.safetensors"))
    }
  }

  @Test func writeYourOwnLayer() throws {
    try Workplace.with { place in
      try place.drawDigits()
      func part(_ name: String) throws -> TensorDataset {
        let images = try IDX.read(place.url("digits/\(name)-images-idx3-ubyte"))
        let labels = try IDX.read(place.url("digits/\(name)-labels-idx1-ubyte"))
        return TensorDataset(
          images.unsqueezed(1), labels: labels.scalars(as: Int.self),
          classNames: (0...9).map(String.init), scale: 1 / 255)
      }
      RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
      let model = SmallNet()
      #expect(model.summary(input: [1, 1, 28, 28]).contains("attention.reduce"))
      #expect(
        model.attention.parameters.map(\.name) == [
          "reduce.weight", "reduce.bias", "expand.weight", "expand.bias",
        ])
      let result = try Trainer(
        ClassificationUpdater(
          model, Adam(learningRate: 3e-3),
          train: DataLoader(try part("train"), batchSize: 32, shuffle: .seed(1)),
          test: DataLoader(try part("t10k"), batchSize: 100)),
        options: TrainerOptions(iterations: 100)
      ).run()
      #expect((result.test?[.accuracy] ?? 0) > 0.95)
    }
  }
}
