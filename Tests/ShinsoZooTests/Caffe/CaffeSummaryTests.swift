import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoZoo

/// Caffe's layers in summaries: in their order, without the names of blobs, in the library's words.
@Suite(.serialized) struct CaffeSummaryTests {
  private static let net = """
    input: "x" input_shape { dim: 1 dim: 2 dim: 6 dim: 6 }
    layer { name: "conv" type: "Convolution" bottom: "x" top: "conv"
            convolution_param { num_output: 4 kernel_size: 3 } }
    layer { name: "conv_norm" type: "BatchNorm" bottom: "conv" top: "conv" }
    layer { name: "conv_scale" type: "Scale" bottom: "conv" top: "conv" scale_param { bias_term: true } }
    layer { name: "conv_relu" type: "ReLU" bottom: "conv" top: "conv" }
    layer { name: "second_layer" type: "Convolution" bottom: "conv" top: "second"
            convolution_param { num_output: 3 kernel_size: 1 } }
    layer { name: "second_prelu" type: "PReLU" bottom: "second" top: "second" }
    layer { name: "up" type: "Deconvolution" bottom: "second" top: "up"
            convolution_param { num_output: 2 kernel_size: 2 stride: 2 bias_term: false } }
    """

  private func graph() throws -> Graph {
    try makeCaffeModel(
      Self.net,
      [
        "conv": [.ones([4, 2, 3, 3]), .zeros([4])],
        "conv_norm": [.zeros([4]), .ones([4]), .ones([1])],
        "conv_scale": [.ones([4]), .zeros([4])],
        "second_layer": [.ones([3, 4, 1, 1]), .zeros([3])], "second_prelu": [.ones([3])],
        "up": [.ones([3, 2, 2, 2])],
      ]
    ).graph
  }

  @Test func layersStandInTheirOrder() throws {
    let lines = try graph().layerSummaries(input: [1, 2, 6, 6])
    #expect(
      lines.map(\.name) == [
        "conv", "conv_scale", "conv_relu", "second_layer", "second_prelu", "up",
      ], "a normalization is one with the factors behind it")
    #expect(
      lines.map(\.kind) == [
        "conv2d", "scale", "relu", "conv2d", "prelu", "convTranspose2d",
      ])
    #expect(lines.map(\.parameters) == [76, 8, 0, 15, 3, 24])
    #expect(lines.map(\.multiplyAdds) == [64 * 18, 0, 0, 48 * 4, 0, 48 * 8])
    #expect(lines.last?.output == [1, 2, 8, 8])
  }

  /// Another size than the file's, and the blob's own name for `--layer`.
  @Test func theInputMayBeOfAnotherSize() throws {
    let graph = try graph()
    let lines = graph.layerSummaries(input: [2, 2, 10, 8])
    #expect(lines.first?.output == [2, 4, 8, 6])
    #expect(lines.first?.multiplyAdds == 2 * 4 * 8 * 6 * 18)
    #expect(graph.value(ofLayer: "second") == graph.value(ofLayer: "second_prelu"))
  }
}
