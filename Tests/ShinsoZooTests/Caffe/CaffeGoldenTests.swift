import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

/// What OpenCV makes of real Caffe models on the same inputs; `Tools/golden/caffe.py` wrote it.
@Suite(.serialized) struct CaffeGoldenTests {
  struct Golden: Decodable {
    struct Excerpt: Decodable {
      let shape: [Int]
      /// At equal distances in row-major order; of detections all rows.
      let values: [Float]
    }

    let weights: String
    let input: [Int]
    /// Multiplies the formula's -1...1.
    let scale: Float
    let outputs: [String: Excerpt]
  }

  static let golden: [String: Golden] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/caffe.json")
    return (try? JSONDecoder().decode([String: Golden].self, from: Data(contentsOf: file))) ?? [:]
  }()

  @Test func goldenValuesAreThere() { #expect(Self.golden.count == 16) }

  @Test(.requiresTestData("models/caffe-more"), arguments: golden.keys.sorted())
  func agreesWithOpenCV(_ prototxt: String) throws {
    let golden = try #require(Self.golden[prototxt])
    let models = try #require(TestData.url("models"))
    let shape = Shape(golden.input)
    let model = try CaffeModel(
      CaffeFiles(
        prototxt: models.appending(path: prototxt),
        weights: models.appending(path: golden.weights)),
      input: shape)
    let watched = Set(golden.outputs.keys)
    for graph in [model.graph, model.graph.optimizedForInference(keeping: watched)] {
      let recorder = Recorder()
      for name in watched {
        try #require(graph.module(named: name)).onForward { _, output in
          recorder.outputs[name] = output as? Tensor
        }
      }
      _ = withoutGradients { graph([pattern(shape, scale: golden.scale)]) }
      for (name, excerpt) in golden.outputs {
        let output = try #require(recorder.outputs[name])
        try compare(output, excerpt, name)
      }
    }
  }

  private func compare(_ output: Tensor, _ excerpt: Golden.Excerpt, _ name: String) throws {
    #expect(output.shape == Shape(excerpt.shape), "\(name)")
    let values: [Float] = output.scalars()
    let step =
      output.shape.rank == 4 && output.shape[3] == 7
      ? 1 : values.count / excerpt.values.count
    let scale = max(1, excerpt.values.map(abs).max() ?? 1)
    let difference = excerpt.values.enumerated().map { abs(values[$0 * step] - $1) }.max()
    #expect((difference ?? .infinity) / scale < 1e-4, "\(name): \(difference ?? .nan)")
    // Nothing more was detected than there.
    if step == 1, excerpt.values.count < values.count {
      #expect(values[excerpt.values.count] == -1)
    }
  }

  private final class Recorder {
    var outputs: [String: Tensor] = [:]
  }

  /// The script's input: Knuth's multiplicative hash of the index, spread over -1...1.
  private func pattern(_ shape: Shape, scale: Float) -> Tensor {
    let values = (0..<shape.elementCount).map { index in
      Float(Double(UInt32(truncatingIfNeeded: index) &* 2_654_435_761) / 0x1p31 - 1) * scale
    }
    return Tensor(values, shape: shape)
  }
}
