import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

/// Layers with weights by themselves, with values that are worked out here.
@Suite(.serialized) struct CaffeWeightLayerTests: CaffeLayerSuite {
  @Test func convolution() throws {
    let (x, weight) = (counted([2, 4, 9, 8]), counted([6, 2, 3, 2]))
    let bias = counted([6])
    let found = try run(
      layer(
        "Convolution",
        """
        convolution_param { num_output: 6 group: 2 kernel_h: 3 kernel_w: 2 pad: 1 pad: 2
                            stride_h: 2 stride_w: 1 dilation: 2 }
        """), ["l": [weight, bias]], x)[0]
    let expected = conv2d(
      x, weight, bias, stride: Size2d(2, 1),
      padding: Padding2d(top: 1, left: 2, bottom: 1, right: 2), dilation: 2, groups: 2)
    expectEqual(found, expected)
  }

  @Test func deconvolution() throws {
    let (x, weight) = (counted([1, 4, 3, 3]), counted([4, 1, 4, 4]))
    let found = try run(
      layer(
        "Deconvolution",
        "convolution_param { num_output: 2 group: 2 kernel_size: 4 stride: 2 pad: 1 bias_term: false }"
      ), ["l": [weight]], x)[0]
    #expect(found.shape == [1, 2, 6, 6])
    expectEqual(found, convTranspose2d(x, weight, stride: 2, padding: 1, groups: 2))
  }

  /// Blobs of four axes, a transposed weight, leading axes that are kept.
  @Test func innerProduct() throws {
    let (x, weight, bias) = (counted([2, 3, 2, 2]), counted([5, 12]), counted([5]))
    let expected = linear(x.flattened(from: 1), weight, bias)
    let old = [weight.reshaped([1, 1, 5, 12]), bias.reshaped([1, 1, 1, 5])]
    let text = layer("InnerProduct", "inner_product_param { num_output: 5 }")
    expectEqual(try run(text, ["l": old], x)[0], expected)
    expectEqual(try run(text, ["l": [weight.reshaped([5, 3, 2, 2]), bias]], x)[0], expected)
    expectEqual(
      try run(
        layer("InnerProduct", "inner_product_param { num_output: 5 transpose: true }"),
        ["l": [weight.permuted(1, 0), bias]], x)[0], expected)
    let wide = try run(
      layer("InnerProduct", "inner_product_param { num_output: 4 axis: 2 bias_term: false }"),
      ["l": [counted([4, 4])]], x)[0]
    expectEqual(wide, linear(x.flattened(from: 2), counted([4, 4])))
  }

  @Test func batchNormAndScale() throws {
    let x = counted([2, 3, 4, 4])
    let (mean, variance) = (Tensor([2, 4, 6] as [Float]), Tensor([8, 2, 4] as [Float]))
    let (gamma, beta) = (Tensor([1, -2, 3] as [Float]), Tensor([0.5, 0, -1] as [Float]))
    let norm = [mean, variance, Tensor([2] as [Float])]
    let text = """
      layer { name: "n" type: "BatchNorm" bottom: "x" top: "n" batch_norm_param { eps: 0.001 } }
      """
    let plain = batchNormInference(
      x, gamma: .ones([3]), beta: .zeros([3]), mean: mean * 0.5, variance: variance * 0.5,
      epsilon: Double(Float(0.001)))
    expectEqual(try run(text, ["n": norm], x)[0], plain)
    let scale = layer("Scale", "scale_param { bias_term: true }", bottoms: "n")
    let scaled = plain * gamma.reshaped([3, 1, 1]) + beta.reshaped([3, 1, 1])
    let model = try model(
      Self.inputs([x]) + text + scale, ["n": norm, "l": [gamma, beta]])
    expectEqual(withoutGradients { model.graph(x) }, scaled)
    // Both are one op.
    #expect(model.graph.nodes.count == 1)
    let unused = try run(text, ["n": [mean, variance, .zeros([1])]], x)[0]
    expectEqual(unused, x / Double(Float(0.001)).squareRoot())
  }

  @Test func scaleAlone() throws {
    let (x, s) = (counted([2, 3, 2, 2]), counted([2, 3]))
    let gamma = Tensor([2, 3, 4] as [Float])
    expectEqual(
      try run(layer("Scale"), ["l": [gamma]], x)[0], x * gamma.reshaped([3, 1, 1]))
    expectEqual(
      try run(layer("Scale", "scale_param { axis: 0 }", bottoms: "x y"), [:], x, s)[0],
      x * s.reshaped([2, 3, 1, 1]))
    let all = counted([3, 2, 2])
    expectEqual(
      try run(layer("Scale", "scale_param { num_axes: -1 }"), ["l": [all]], x)[0], x * all)
    expectEqual(
      try run(layer("Bias"), ["l": [gamma]], x)[0], x + gamma.reshaped([3, 1, 1]))
  }

  @Test func prelu() throws {
    let (x, slope) = (counted([2, 3, 2, 2]), Tensor([0.5, 0, 2] as [Float]))
    expectEqual(try run(layer("PReLU"), ["l": [slope]], x)[0], ShinsoTensor.prelu(x, slope: slope))
    let shared = Tensor([0.25] as [Float])
    expectEqual(
      try run(layer("PReLU", "prelu_param { channel_shared: true }"), ["l": [shared]], x)[0],
      ShinsoTensor.prelu(x, slope: shared))
  }

  @Test func normalize() throws {
    let (x, factor) = (counted([2, 3, 2, 2]), Tensor([1, 2, 3] as [Float]))
    let norm = (x.square().sum(axes: 1, keepingAxes: true) + 1e-10).sqrt()
    expectEqual(
      try run(
        layer("Normalize", "norm_param { across_spatial: false channel_shared: false }"),
        ["l": [factor]], x)[0], x / norm * factor.reshaped([3, 1, 1]))
    let whole = (x.square().sum(axes: 1, 2, 3, keepingAxes: true) + 1e-10).sqrt()
    expectEqual(
      try run(layer("Normalize"), ["l": [Tensor([5] as [Float])]], x)[0], x / whole * 5)
  }
}
