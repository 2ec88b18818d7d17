import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

/// What suites of single layers share.
protocol CaffeLayerSuite {}

extension CaffeLayerSuite {
  func model(_ text: String, _ blobs: [String: [Tensor]] = [:]) throws -> CaffeModel {
    try makeCaffeModel(text, blobs)
  }

  func run(
    _ text: String, _ blobs: [String: [Tensor]] = [:], _ inputs: Tensor...
  ) throws -> [Tensor] {
    let model = try model(Self.inputs(inputs) + text, blobs)
    // In the form for use, too.
    let outputs = withoutGradients { model.graph(inputs) }
    let optimized = withoutGradients { model.graph.optimizedForInference()(inputs) }
    for (a, b) in zip(outputs, optimized) { expectEqual(a, b) }
    return outputs
  }

  static func inputs(_ inputs: [Tensor]) -> String {
    inputs.enumerated().map { index, x in
      let dims = x.shape.map { "dim: \($0)" }.joined(separator: " ")
      return "input: \"\(["x", "y"][index])\" input_shape { \(dims) }\n"
    }.joined()
  }

  func layer(_ type: String, _ parameters: String = "", bottoms: String = "x") -> String {
    let bottoms = bottoms.split(separator: " ").map { "bottom: \"\($0)\"" }
    return
      "layer { name: \"l\" type: \"\(type)\" \(bottoms.joined(separator: " ")) top: \"l\" \(parameters) }"
  }

  func counted(_ shape: Shape) -> Tensor {
    Tensor((0..<shape.elementCount).map { Float($0 * 7 % 23) - 11 }, shape: shape)
  }

  func expectEqual(
    _ a: Tensor, _ b: Tensor, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(a.shape == b.shape, sourceLocation: sourceLocation)
    let difference =
      zip(a.scalars(as: Float.self), b.scalars(as: Float.self))
      .map { abs($0 - $1) }.max() ?? 0
    #expect(difference < 1e-4, sourceLocation: sourceLocation)
  }
}
