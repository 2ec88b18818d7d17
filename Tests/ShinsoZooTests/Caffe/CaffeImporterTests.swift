import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

/// Each type of layer by itself, with values that are worked out here.
@Suite(.serialized) struct CaffeImporterTests {
  private func model(_ text: String, _ blobs: [String: [Tensor]] = [:]) throws -> CaffeModel {
    try makeCaffeModel(text, blobs)
  }

  private func run(
    _ text: String, _ blobs: [String: [Tensor]] = [:], _ inputs: Tensor...
  ) throws -> [Tensor] {
    let model = try model(Self.inputs(inputs) + text, blobs)
    // In the form for use, too.
    let outputs = withoutGradients { model.graph(inputs) }
    let optimized = withoutGradients { model.graph.optimizedForInference()(inputs) }
    for (a, b) in zip(outputs, optimized) { expectEqual(a, b) }
    return outputs
  }

  private static func inputs(_ inputs: [Tensor]) -> String {
    inputs.enumerated().map { index, x in
      let dims = x.shape.map { "dim: \($0)" }.joined(separator: " ")
      return "input: \"\(["x", "y"][index])\" input_shape { \(dims) }\n"
    }.joined()
  }

  private func layer(_ type: String, _ parameters: String = "", bottoms: String = "x") -> String {
    let bottoms = bottoms.split(separator: " ").map { "bottom: \"\($0)\"" }
    return
      "layer { name: \"l\" type: \"\(type)\" \(bottoms.joined(separator: " ")) top: \"l\" \(parameters) }"
  }

  private func counted(_ shape: Shape) -> Tensor {
    Tensor((0..<shape.elementCount).map { Float($0 * 7 % 23) - 11 }, shape: shape)
  }

  private func expectEqual(
    _ a: Tensor, _ b: Tensor, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(a.shape == b.shape, sourceLocation: sourceLocation)
    let difference =
      zip(a.scalars(as: Float.self), b.scalars(as: Float.self))
      .map { abs($0 - $1) }.max() ?? 0
    #expect(difference < 1e-4, sourceLocation: sourceLocation)
  }

  // MARK: Layers with weights

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

  // MARK: Layers without

  @Test(
    arguments: [
      ("ReLU", "", 0, 3), ("ReLU", "relu_param { negative_slope: 0.5 }", -1, 3),
      ("AbsVal", "", 2, 3), ("Power", "power_param { power: 2 scale: 3 shift: 1 }", 25, 100),
      ("Power", "power_param { power: 3 }", -8, 27), ("ELU", "", -0.8646647, 3),
      ("Sigmoid", "", 0.1192029, 0.9525741), ("TanH", "", -0.9640276, 0.9950548),
      ("BNLL", "", 0.1269280, 3.0485874), ("Dropout", "", -2, 3), ("Split", "", -2, 3),
    ] as [(String, String, Float, Float)])
  func functions(_ type: String, _ parameters: String, _ low: Float, _ high: Float) throws {
    let x = Tensor([-2, 3] as [Float], shape: [1, 2])
    expectEqual(
      try run(layer(type, parameters), [:], x)[0], Tensor([low, high], shape: [1, 2]))
  }

  /// Caffe's rule, spelled out: sizes are rounded up, windows start within the padded image, and a
  /// mean counts the padding as far as it goes.
  @Test(arguments: [false, true])
  func pooling(isMax: Bool) throws {
    for (size, kernel, stride, pad) in [
      (7, 3, 2, 0), (8, 3, 2, 0), (6, 2, 2, 0), (5, 3, 2, 1), (8, 3, 3, 1), (5, 5, 1, 2),
      (10, 4, 3, 2),
    ] {
      let x = counted([1, 2, size, size + 1])
      let method = isMax ? "MAX" : "AVE"
      let found = try run(
        layer(
          "Pooling",
          "pooling_param { pool: \(method) kernel_size: \(kernel) stride: \(stride) pad: \(pad) }"),
        [:], x)[0]
      let expected = pooled(x, kernel, stride, pad, isMax: isMax)
      #expect(found.shape == expected.shape, "\((size, kernel, stride, pad))")
      if found.shape == expected.shape { expectEqual(found, expected) }
    }
    let x = counted([2, 3, 4, 5])
    let whole = try run(
      layer("Pooling", "pooling_param { pool: \(isMax ? "MAX" : "AVE") global_pooling: true }"),
      [:], x)[0]
    expectEqual(
      whole,
      isMax ? x.max(axes: 2, 3, keepingAxes: true) : x.mean(axes: 2, 3, keepingAxes: true))
    let floor = layer("Pooling", "pooling_param { kernel_size: 3 stride: 2 ceil_mode: false }")
    #expect(try run(floor, [:], counted([1, 1, 8, 8]))[0].shape == [1, 1, 3, 3])
  }

  private func pooled(
    _ x: Tensor, _ kernel: Int, _ stride: Int, _ pad: Int, isMax: Bool
  ) -> Tensor {
    let values: [Float] = x.scalars()
    let (height, width) = (x.shape[2], x.shape[3])
    func count(_ size: Int) -> Int {
      var count =
        Int((Double(size + 2 * pad - kernel) / Double(stride)).rounded(.up)) + 1
      if pad > 0, (count - 1) * stride >= size + pad { count -= 1 }
      return count
    }
    var result: [Float] = []
    for channel in 0..<x.shape[1] {
      for row in 0..<count(height) {
        for column in 0..<count(width) {
          let (top, left) = (row * stride - pad, column * stride - pad)
          let (bottom, right) = (min(top + kernel, height + pad), min(left + kernel, width + pad))
          let part = (max(top, 0)..<min(bottom, height)).flatMap { y in
            (max(left, 0)..<min(right, width)).map { values[(channel * height + y) * width + $0] }
          }
          result.append(
            isMax
              ? part.max() ?? 0 : part.reduce(0, +) / Float((bottom - top) * (right - left)))
        }
      }
    }
    return Tensor(result, shape: [1, x.shape[1], count(height), count(width)])
  }

  @Test func localResponseNorms() throws {
    let x = counted([1, 6, 5, 4])
    expectEqual(
      try run(layer("LRN", "lrn_param { local_size: 3 alpha: 0.5 beta: 0.75 k: 2 }"), [:], x)[0],
      localResponseNorm(x, size: 3, alpha: 0.5, beta: 0.75, k: 2))
    let within = "lrn_param { local_size: 3 alpha: 0.5 norm_region: WITHIN_CHANNEL }"
    expectEqual(
      try run(layer("LRN", within), [:], x)[0],
      localResponseNormWithinChannels(x, size: 3, alpha: 0.5, beta: 0.75, k: 1))
  }

  @Test func elementwise() throws {
    let (x, y) = (counted([2, 3]), counted([2, 3]).abs() + 1)
    func found(_ parameters: String) throws -> Tensor {
      try run(layer("Eltwise", "eltwise_param { \(parameters) }", bottoms: "x y"), [:], x, y)[0]
    }
    expectEqual(try found(""), x + y)
    expectEqual(try found("operation: SUM coeff: 1 coeff: -2"), x - y * 2)
    expectEqual(try found("operation: PROD"), x * y)
    expectEqual(try found("operation: MAX"), maximum(x, y))
  }

  @Test func shapes() throws {
    let x = counted([2, 6, 2, 3])
    expectEqual(try run(layer("Flatten"), [:], x)[0], x.flattened(from: 1))
    expectEqual(
      try run(layer("Flatten", "flatten_param { axis: 1 end_axis: 2 }"), [:], x)[0],
      x.reshaped([2, 12, 3]))
    expectEqual(
      try run(layer("Permute", "permute_param { order: 0 order: 2 order: 3 }"), [:], x)[0],
      x.permuted(0, 2, 3, 1))
    func reshaped(_ parameters: String) throws -> Shape {
      let found = try run(layer("Reshape", "reshape_param { \(parameters) }"), [:], x)[0]
      expectEqual(found.flattened(), x.flattened())
      return found.shape
    }
    #expect(try reshaped("shape { dim: 0 dim: -1 dim: 4 }") == [2, 9, 4])
    #expect(try reshaped("shape { dim: 3 dim: 2 } axis: 1 num_axes: 1") == [2, 3, 2, 2, 3])
    #expect(try reshaped("shape { dim: -1 dim: 9 }") == [8, 9])
    #expect(try reshaped("shape { dim: 1 } axis: -1 num_axes: 0") == [2, 6, 2, 3, 1])
  }

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

  // MARK: Refusals

  @Test func everyLayerNeedsABottom() {
    let types = CaffeImporter.maps.keys.filter { !CaffeImporter.inputTypes.contains($0) }
    #expect(types.count > 30)
    for type in types {
      let text = "layer { name: \"l\" type: \"\(type)\" top: \"l\" }"
      #expect(
        problem { try run(text, [:], .zeros([1, 2])) }
          == "/net.prototxt: layer 'l' (\(type)): has no bottom")
    }
  }

  @Test(arguments: [
    ("Frob", "", "layer 'l' is of the type 'Frob', which is not known"),
    (
      "Pooling", "pooling_param { pool: STOCHASTIC kernel_size: 2 }",
      "layer 'l' (Pooling): stochastic pooling is not known"
    ),
    ("Pooling", "", "layer 'l' (Pooling): does not say its kernel_size"),
    (
      "Convolution", "convolution_param { num_output: 2 kernel_size: 2 stride: 4294967295 }",
      "layer 'l' (Convolution): the stride 4294967295×4294967295 is too large"
    ),
    (
      "Pooling", "pooling_param { kernel_size: 1 stride: 2 }",
      "layer 'l' (Pooling): its last window would start beyond its bottom [1, 4, 8, 8]"
    ),
    (
      "Pooling", "pooling_param { kernel_size: 2 kernel_h: 3 kernel_w: 3 }",
      "layer 'l' (Pooling): says its kernel_size twice"
    ),
    ("LRN", "lrn_param { local_size: 4 }", "layer 'l' (LRN): its local_size is not odd"),
    ("Concat", "concat_param { axis: 7 }", "layer 'l' (Concat): input [1, 4, 8, 8] has no axis 7"),
    (
      "Convolution", "convolution_param { num_output: 2 kernel_size: 3 group: 3 }",
      "layer 'l' (Convolution): 4 channels and 2 outputs do not divide into 3 groups"
    ),
    (
      "Convolution", "convolution_param { num_output: 2 kernel_size: 3 kernal: 3 }",
      "line 2: kernal: no such field is known here"
    ),
    (
      "InnerProduct", "inner_product_param { num_output: 4294967295 }",
      "layer 'l': a weight of the shape [4294967295, 256] cannot be made"
    ),
    (
      "Dropout", "dropout_param { dropout_ratio: 1 }",
      "layer 'l' (Dropout): the probability 1.0 must be at least 0 and below 1"
    ),
  ])
  func refuses(_ type: String, _ parameters: String, _ expected: String) {
    let found = problem { try run(layer(type, parameters), [:], .zeros([1, 4, 8, 8])) }
    #expect(found.hasSuffix(expected), "\(found)")
  }

  @Test func unknownBottom() {
    #expect(
      problem { try run(layer("ReLU", bottoms: "z"), [:], .zeros([1, 2])) }
        == "/net.prototxt: layer 'l' (ReLU): takes 'z', which no layer before it makes")
  }

  /// All that does not fit is listed.
  @Test func weightsThatDoNotFit() {
    let text = """
      layer { name: "a" type: "Convolution" bottom: "x" top: "a"
              convolution_param { num_output: 2 kernel_size: 3 } }
      layer { name: "b" type: "InnerProduct" bottom: "a" top: "b"
              inner_product_param { num_output: 3 } }
      layer { name: "c" type: "PReLU" bottom: "b" top: "c" }
      layer { name: "d" type: "ReLU" bottom: "c" top: "d" }
      """
    let blobs: [String: [Tensor]] = [
      "a": [.zeros([2, 4, 2, 2]), .zeros([2])], "b": [.zeros([3, 72]), .zeros([3]), .zeros([1])],
      "d": [.zeros([1])],
    ]
    #expect(
      problem { try run(text, blobs, .zeros([1, 4, 8, 8])) }
        == "/net.caffemodel: does not fit the net: a's weight has the shape [2, 4, 2, 2], not "
        + "[2, 4, 3, 3]; c lacks its weight [3]; b has 3 blobs, not 2; d has 1 blob, not 0")
  }

  private func problem<Result>(_ body: () throws -> Result) -> String {
    do {
      _ = try body()
      return "nothing was thrown"
    } catch { return "\(error)" }
  }
}
