import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoZoo

/// Layers without weights by themselves, with values that are worked out here.
@Suite(.serialized) struct CaffeLayerTests: CaffeLayerSuite {
  @Test(
    arguments: [
      ("ReLU", "", 0, 3), ("ReLU", "relu_param { negative_slope: 0.5 }", -1, 3),
      ("AbsVal", "", 2, 3), ("Power", "power_param { power: 2 scale: 3 shift: 1 }", 25, 100),
      ("Power", "power_param { power: 3 }", -8, 27), ("ELU", "", -0.8646647, 3),
      ("Sigmoid", "", 0.1192029, 0.9525741), ("TanH", "", -0.9640276, 0.9950548),
      ("Exp", "", 0.1353353, 20.0855369),
      ("Exp", "exp_param { base: 2 scale: 2 shift: 1 }", 0.125, 128),
      ("Log", "log_param { shift: 3 }", 0, 1.7917595),
      ("Log", "log_param { base: 2 scale: 3 shift: 7 }", 0, 4),
      ("BNLL", "", 0.1269280, 3.0485874), ("Dropout", "", -2, 3), ("Split", "", -2, 3),
    ] as [(String, String, Float, Float)])
  func functions(_ type: String, _ parameters: String, _ low: Float, _ high: Float) throws {
    let x = Tensor([-2, 3] as [Float], shape: [1, 2])
    expectEqual(
      try run(layer(type, parameters), [:], x)[0], Tensor([low, high], shape: [1, 2]))
  }

  @Test func tile() throws {
    let x = counted([2, 3, 2])
    let text = layer("Tile", "tile_param { axis: 1 tiles: 2 }")
    expectEqual(try run(text, [:], x)[0], concatenate([x, x], axis: 1))
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
}
