import Foundation
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoZoo
import Testing

/// PyTorch's activations with the published weights; `Tools/golden/efficientnet.py` made them.
@Suite(.serialized) struct EfficientNetLite0GoldenTests {
  private struct Excerpt: Decodable {
    let shape: [Int]
    /// At equal distances in row-major order.
    let values: [Float]
  }

  /// Whether the weights are in the cache or may be fetched.
  private static let hasWeights: Bool = {
    if ProcessInfo.processInfo.environment["SHINSO_NETWORK_TESTS"] == "1" { return true }
    guard let entry = try? ModelZoo.entry("efficientnet-lite0") else { return false }
    return Cache().status(of: entry.entry).state == .present
  }()

  @Test(
    .enabled(
      if: hasWeights, "needs shinso zoo get efficientnet-lite0, or SHINSO_NETWORK_TESTS=1"))
  func activationsAreThoseOfPyTorch() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let golden = try JSONDecoder().decode(
      [String: Excerpt].self,
      from: Data(contentsOf: tests.appending(path: "Fixtures/efficientnet-lite0.json")))
    let model = try PretrainedNetwork("efficientnet-lite0").model
    let recorder = Recorder()
    for name in golden.keys where name != "logits" {
      try #require(model.module(named: name)).onForward { module, output in
        recorder.outputs[name] = output as? Tensor
      }
    }
    recorder.outputs["logits"] = withoutGradients { model(pattern([2, 3, 224, 224])) }
    for (name, excerpt) in golden {
      let output = try #require(recorder.outputs[name])
      #expect(output.shape == Shape(excerpt.shape))
      let values: [Float] = output.scalars()
      let step = values.count / excerpt.values.count
      let differences = excerpt.values.enumerated().map { abs(values[$0 * step] - $1) }
      #expect((differences.max() ?? .infinity) < 1e-3, "\(name)")
    }
  }

  private final class Recorder {
    var outputs: [String: Tensor] = [:]
  }

  /// The script's input: Knuth's multiplicative hash of the index, spread over -1...1.
  private func pattern(_ shape: Shape) -> Tensor {
    let values = (0..<shape.elementCount).map { index in
      Float(Double(UInt32(truncatingIfNeeded: index) &* 2_654_435_761) / 0x1p31 - 1)
    }
    return Tensor(values, shape: shape)
  }
}
