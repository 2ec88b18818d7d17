import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// VGG-19 as Caffe's files have it, with the weights and the photograph of
/// `Tools/golden/vgg19.py`.
struct SampleVGG19 {
  /// Outputs and convolutions of each block.
  private static let blocks = [(64, 2), (128, 2), (256, 4), (512, 4), (512, 4)]

  private var prototxt = """
    name: "VGG_ILSVRC_19_layers"
    input: "data"
    input_dim: 1 input_dim: 3 input_dim: 224 input_dim: 224

    """
  /// By layer, in order; nil: it has no weights.
  private var shapes: [(name: String, shape: Shape?)] = []
  private var bottom = "data"

  init() {
    var inputs = 3
    for (block, (outputs, count)) in Self.blocks.enumerated() {
      for number in 1...count {
        add(
          "conv\(block + 1)_\(number)", [outputs, inputs, 3, 3],
          "\"Convolution\" convolution_param { num_output: \(outputs) pad: 1 kernel_size: 3 }")
        inputs = outputs
      }
      add(
        "pool\(block + 1)", nil,
        "\"Pooling\" pooling_param { pool: MAX kernel_size: 2 stride: 2 }")
    }
    for (name, outputs, inputs) in [
      ("fc6", 4096, 512 * 7 * 7), ("fc7", 4096, 4096), ("fc8", 1000, 4096),
    ] {
      add(
        name, [outputs, inputs],
        "\"InnerProduct\" inner_product_param { num_output: \(outputs) }")
    }
  }

  private mutating func add(_ name: String, _ shape: Shape?, _ kind: String) {
    prototxt += "layer { bottom: \"\(bottom)\" top: \"\(name)\" name: \"\(name)\" type: \(kind) }\n"
    if shape != nil && name != "fc8" {
      prototxt +=
        "layer { bottom: \"\(name)\" top: \"\(name)\" name: \"relu_\(name)\" type: \"ReLU\" }\n"
    }
    bottom = name
    shapes.append((name, shape))
  }

  /// Writes both files: 575 MB of weights.
  func write(to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let description = folder.appending(path: "VGG_ILSVRC_19_layers_deploy.prototxt")
    try Data(prototxt.utf8).write(to: description)
    var net = try CaffeNet(prototxt: description)
    for (seed, (name, shape)) in shapes.enumerated() {
      guard let shape, let index = net.layers.firstIndex(where: { $0.name == name }) else {
        continue
      }
      let scale = Float((6 / Double(shape.elementCount / shape[0])).squareRoot())
      net.layers[index].blobs = [
        Self.pattern(shape, seed: seed, scale: scale),
        Self.pattern([shape[0]], seed: seed + 1, scale: 0.1),
      ]
    }
    try net.write(caffemodel: folder.appending(path: "VGG_ILSVRC_19_layers.caffemodel"))
  }

  /// Wider than high, so that its sides are cut off.
  static var photograph: Image {
    let (width, height) = (260, 224)
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<3 {
          pixels.append(UInt8((x * 7 + y * 3 + channel * 50) / 4 % 256))
        }
      }
    }
    return Image(width: width, height: height, format: .rgb, pixels: pixels)
  }

  /// The script's numbers between -1 and 1, times `scale`.
  private static func pattern(_ shape: Shape, seed: Int, scale: Float) -> Tensor {
    let first = UInt32(truncatingIfNeeded: seed << 28)
    let values = [Float](unsafeUninitializedCapacity: shape.elementCount) { values, count in
      for index in 0..<shape.elementCount {
        var hash = (first &+ UInt32(truncatingIfNeeded: index)) &* 2_654_435_761
        hash = (hash ^ hash >> 15) &* 2_246_822_519
        values.initializeElement(at: index, to: Float(Double(hash) / 0x1p31 - 1) * scale)
      }
      count = shape.elementCount
    }
    return Tensor(values, shape: shape)
  }
}
