import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

/// How layers hang together.
@Suite(.serialized) struct CaffeImporterTests: CaffeLayerSuite {
  /// A number of samples that stands in the file is that of the file by chance.
  @Test func otherNumbersOfSamples() throws {
    let text = """
      input: "x" input_dim: 1 input_dim: 4 input_dim: 1 input_dim: 3
      layer { name: "r" type: "Reshape" bottom: "x" top: "r"
              reshape_param { shape { dim: 1 dim: -1 dim: 2 } } }
      layer { name: "f" type: "Flatten" bottom: "r" top: "f" }
      """
    let graph = try model(text).graph
    #expect(withoutGradients { graph(counted([5, 4, 1, 3])) }.shape == [5, 12])
  }

  @Test func severalTops() throws {
    let x = counted([1, 6, 1, 2])
    let text = """
      layer { name: "s" type: "Slice" bottom: "x" top: "a" top: "b" top: "c"
              slice_param { slice_point: 1 slice_point: 4 } }
      layer { name: "j" type: "Concat" bottom: "c" bottom: "a" top: "j" }
      """
    let outputs = try run(text, [:], x)
    #expect(outputs.map(\.shape) == [[1, 3, 1, 2], [1, 3, 1, 2]])
    expectEqual(
      outputs[1],
      concatenate([x.sliced(axis: 1, from: 4), x.sliced(axis: 1, to: 1)], axis: 1))
    let halves = """
      layer { name: "s" type: "Slice" bottom: "x" top: "a" top: "b" slice_param { slice_dim: 1 } }
      layer { type: "Silence" bottom: "a" }
      """
    expectEqual(try run(halves, [:], x)[0], x.sliced(axis: 1, from: 3))
    let crop = layer("Crop", "crop_param { axis: 1 offset: 2 offset: 0 offset: 1 }", bottoms: "x y")
    expectEqual(
      try run(crop, [:], x, counted([1, 3, 1, 1]))[0],
      x.sliced(axis: 1, from: 2, to: 5).sliced(axis: 3, from: 1))
  }

  @Test func ends() throws {
    let x = Tensor([1, 3, 2, 0, 5, -1] as [Float], shape: [2, 3])
    let softmax = ShinsoTensor.softmax(x, axis: 1)
    expectEqual(try run(layer("Softmax"), [:], x)[0], softmax)
    expectEqual(try run(layer("SoftmaxWithLoss", bottoms: "x"), [:], x)[0], softmax)
    #expect(
      try run(layer("ArgMax"), [:], x)[0].scalars(as: Float.self) == [1, 1])
    let both = try run(layer("ArgMax", "argmax_param { top_k: 2 out_max_val: true }"), [:], x)[0]
    #expect(both.shape == [2, 2, 2])
    #expect(both.scalars(as: Float.self) == [1, 2, 3, 2, 1, 0, 5, 0])
    let along = try run(layer("ArgMax", "argmax_param { axis: 1 }"), [:], x)[0]
    #expect(along.scalars(as: Float.self) == [1, 1])
  }

  /// A layer in place takes the place of its bottom, for those behind it and for those who watch.
  @Test func inPlace() throws {
    let text = """
      input: "x" input_dim: 1 input_dim: 2 input_dim: 1 input_dim: 1
      layer { name: "fc" type: "InnerProduct" bottom: "x" top: "fc"
              param { lr_mult: 0 } param { lr_mult: 2 decay_mult: 0 }
              inner_product_param { num_output: 2 } }
      layer { name: "relu" type: "ReLU" bottom: "fc" top: "fc" }
      layer { name: "p" type: "Power" bottom: "fc" top: "p" power_param { scale: 2 } }
      """
    let blobs = [Tensor([1, 0, 0, 1] as [Float], shape: [2, 2]), Tensor.zeros([2])]
    let graph = try model(text, ["fc": blobs]).graph
    final class Seen { var values: [String: [Float]] = [:] }
    let seen = Seen()
    for name in ["fc", "relu", "p"] {
      try #require(graph.module(named: name)).onForward { _, output in
        seen.values[name] = (output as? Tensor)?.scalars()
      }
    }
    let x = Tensor([-1, 3] as [Float], shape: [1, 2, 1, 1])
    #expect(withoutGradients { graph(x) }.scalars(as: Float.self) == [0, 6])
    #expect(seen.values == ["fc": [0, 3], "relu": [0, 3], "p": [0, 6]])
    let factors = graph.parameters.map { [$0.value.rateFactor, $0.value.decayFactor] }
    #expect(factors == [[0, 1], [2, 0]])
    #expect(graph.parameters.map(\.value.isFrozen) == [true, false])
  }

  /// Labels that are inputs of their own, and nobody needs in use.
  @Test func labelsAsInputs() throws {
    let text = """
      input: "label" input: "x" input_shape { dim: 2 } input_shape { dim: 2 dim: 3 }
      layer { name: "loss" type: "SoftmaxWithLoss" bottom: "x" bottom: "label" top: "loss" }
      layer { name: "acc" type: "Accuracy" bottom: "x" bottom: "label" top: "acc" }
      """
    let graph = try model(text).graph
    #expect(graph.inputs.count == 1 && graph.outputs.map(\.name) == ["loss"])
  }

  /// Two layers that name a blob alike have it together.
  @Test func sharedWeights() throws {
    let text = """
      input: "x" input_dim: 1 input_dim: 2 input_dim: 1 input_dim: 1
      layer { name: "a" type: "InnerProduct" bottom: "x" top: "a" param { name: "w" }
              inner_product_param { num_output: 2 bias_term: false } }
      layer { name: "b" type: "InnerProduct" bottom: "a" top: "b" param { name: "w" }
              inner_product_param { num_output: 2 bias_term: false } }
      """
    let weight = Tensor([0, 2, 1, 0] as [Float], shape: [2, 2])
    let graph = try model(text, ["a": [weight], "b": [weight]]).graph
    #expect(graph.parameters.count == 1)
    let x = Tensor([1, 5] as [Float], shape: [1, 2, 1, 1])
    #expect(withoutGradients { graph(x) }.scalars(as: Float.self) == [2, 10])
  }

  /// Layers of one name would have one weight; those that share it say so.
  @Test func layersOfOneName() throws {
    func text(_ parameters: String) -> String {
      ["x", "a"].enumerated().map { index, bottom in
        """
        layer { name: "ip" type: "InnerProduct" bottom: "\(bottom)" top: "\(["a", "b"][index])"
                \(parameters) inner_product_param { num_output: 2 bias_term: false } }

        """
      }.joined()
    }
    let x = Tensor([1, 5] as [Float], shape: [1, 2, 1, 1])
    let blobs = ["ip": [Tensor([0, 2, 1, 0] as [Float], shape: [2, 2])]]
    #expect(
      problem { try run(text(""), blobs, x) }
        == "/net.prototxt: has two layers 'ip' with weights of their own")
    let shared = try run(text("param { name: \"w\" }"), blobs, x)
    #expect(shared[0].scalars(as: Float.self) == [2, 10])
  }

  /// A softmax is the classifier's only where nothing follows it.
  @Test func softmaxInTheMiddle() throws {
    let text = """
      input: "x" input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 8
      layer { name: "a" type: "InnerProduct" bottom: "x" top: "a"
              inner_product_param { num_output: 4 } }
      layer { name: "s" type: "Softmax" bottom: "a" top: "s" }
      layer { name: "b" type: "InnerProduct" bottom: "s" top: "b"
              inner_product_param { num_output: 3 } }
      """
    let source = MemorySource(Array(text.utf8), name: "/net.prototxt")
    let files = CaffeFiles(prototxt: URL(filePath: "/net.prototxt"))
    let described = try CaffeDescription(CaffeNet(prototxt: source), files)
    #expect(described.classCount == 3 && described.featureLayer == "s")
    let fresh = try described.network(classes: 7)
    #expect(fresh.parameters.map(\.value.shape) == [[4, 192], [4], [7, 4], [7]])
    let end = text + "layer { name: \"t\" type: \"Softmax\" bottom: \"b\" top: \"t\" }"
    let net = try CaffeNet(prototxt: MemorySource(Array(end.utf8), name: "/net.prototxt"))
    let ended = try CaffeDescription(net, files)
    #expect(ended.classCount == 3 && ended.featureLayer == "s")
  }

  /// The mean is missing, the scale is not.
  @Test func scaleWithoutItsMean() throws {
    let model = try model(
      """
      layer { name: "x" type: "Input" top: "x" input_param { shape { dim: [1, 1, 4, 4] } }
              transform_param { scale: 0.5 mean_file: "nowhere.binaryproto" } }
      layer { name: "f" type: "Flatten" bottom: "x" top: "f" }
      """)
    #expect(model.preprocessing?.normalization.scale == 0.5)
    #expect(model.notes.count == 1 && model.notes[0].contains("nowhere.binaryproto"))
  }
}
