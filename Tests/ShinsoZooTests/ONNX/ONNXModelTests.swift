import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

/// Models of real exporters compute what ONNX Runtime does; the values are from
/// Tools/golden/onnx_models.py.
@Suite(.serialized) struct ONNXModelTests {
  struct Golden: Decodable {
    struct Output: Decodable {
      let name: String
      let shape: [Int]
      let step: Int
      let values: [Float]
    }

    let model: String
    let inputs: [String: [Int]]
    let outputs: [Output]
  }

  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")

  private static func url(_ name: String) throws -> URL {
    let folder = try #require(TestData.url("models/onnx"))
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return folder.appending(path: try #require(files.first { $0.hasSuffix("\(name).onnx") }))
  }

  /// The formula of the script.
  private static func input(_ spec: TensorSpec) -> Tensor {
    let indices = 0..<spec.shape.elementCount
    guard spec.dtype.isFloatingPoint else {
      return Tensor(indices.map { Int64($0 * 31 % 257) }, shape: spec.shape).cast(to: spec.dtype)
    }
    return Tensor(
      indices.map { Float($0 * 7919 % 1009) / 1009 - 0.25 }, shape: spec.shape)
  }

  @Test(.requiresTestData("models/onnx"))
  func realModels() throws {
    let data = try Data(contentsOf: Self.fixtures.appending(path: "onnx-models.json"))
    var models: [String: ONNXModel] = [:]
    for golden in try JSONDecoder().decode([Golden].self, from: data) {
      // Once for one sample, and then for as many as there are.
      let model =
        try models[golden.model]
        ?? ONNXModel(Self.url(golden.model), shapes: golden.inputs.mapValues { Shape($0) })
      models[golden.model] = model
      for graph in [model.graph, model.graph.optimizedForInference()] {
        let inputs = graph.inputs.map { value in
          let shape = Shape(golden.inputs[graph.name(of: value)] ?? [])
          return Self.input(TensorSpec(shape: shape, dtype: graph.spec(of: value).dtype))
        }
        let found = withoutGradients { graph(inputs) }
        #expect(found.count == golden.outputs.count)
        for (tensor, output) in zip(found, golden.outputs) {
          #expect(tensor.shape == Shape(output.shape), "\(golden.model) \(output.name)")
          let values = tensor.scalars(as: Float.self)
          for (place, expected) in output.values.enumerated() {
            let value = values[place * output.step]
            let isClose = abs(value - expected) <= 1e-4 * max(1, abs(expected))
            #expect(isClose, "\(golden.model) \(output.name) \(place): \(value), not \(expected)")
          }
        }
      }
    }
  }

  /// Where a network may stand, a file may.
  @Test(.requiresTestData("models/onnx"))
  func networks() throws {
    let path = try Self.url("tribuo-cnn_mnist").path
    let network = try NetworkSource(path).load()
    #expect(network.architecture.classCount == 10 && network.classNames.count == 10)
    #expect(network.preprocessing.inputShape == [1, 1, 28, 28])
    let part = try network.optimized(endingAt: network.featureLayer)
    #expect(withoutGradients { part(.ones([3, 1, 28, 28])) }.shape.first == 3)
    let other = try network.adapted(classes: 4)
    #expect(withoutGradients { other.model(.ones([2, 1, 28, 28])) }.shape == [2, 4])
    #expect(other.newParameters.count == 2)
    #expect(try network.architecture.summary().contains("total"))
    let sequence = try Self.url("silero_vad_16k_sequence").path
    #expect(problem { try NetworkSource(sequence) }.contains("takes 3 inputs"))
  }

  @Test(.requiresTestData("models/onnx"))
  func whatIsInAFile() throws {
    let file = try ONNXFile(Self.url("mnist-8"))
    #expect(file.producer == "CNTK 2.5.1" && file.opset == 8)
    #expect(file.inputs.map(\.description) == ["Input3 float32 [1, 1, 28, 28]"])
    #expect(file.outputs.map(\.description) == ["Plus214_Output_0 float32 [1, 10]"])
    #expect(file.operators.first?.count == 3)
    #expect(file.parameterCount == 5_994)
  }
}
