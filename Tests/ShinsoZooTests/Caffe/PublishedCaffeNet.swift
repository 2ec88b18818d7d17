import Foundation
import ShinsoFormats
import ShinsoTensor

@testable import ShinsoZoo

/// Nets as their authors' files for Caffe describe them.
struct PublishedCaffeNet {
  private(set) var text: String
  /// What the last layer made.
  private var top = "data"

  private init(_ name: String, size: Int) {
    text = """
      name: "\(name)"
      input: "data" input_dim: 1 input_dim: 3 input_dim: \(size) input_dim: \(size)

      """
  }

  @discardableResult
  private mutating func add(
    _ name: String, _ type: String, _ parameters: String = "", from bottoms: [String]? = nil,
    inPlace: Bool = false
  ) -> String {
    let bottoms = bottoms ?? [top]
    let lines = bottoms.map { "bottom: \"\($0)\"" }.joined(separator: " ")
    top = inPlace ? bottoms[0] : name
    text += "layer { name: \"\(name)\" type: \"\(type)\" \(lines) top: \"\(top)\" \(parameters) }\n"
    return top
  }

  @discardableResult
  private mutating func conv(
    _ name: String, _ outputs: Int, _ kernel: Int, stride: Int = 1, pad: Int = 0,
    bias: Bool = true, relu: Bool = true, from bottom: String? = nil
  ) -> String {
    add(
      name, "Convolution",
      "convolution_param { num_output: \(outputs) kernel_size: \(kernel) stride: \(stride) "
        + "pad: \(pad)\(bias ? "" : " bias_term: false") }", from: bottom.map { [$0] })
    if relu { add("relu_\(name)", "ReLU", inPlace: true) }
    return top
  }

  @discardableResult
  private mutating func pool(
    _ name: String, _ kernel: Int, _ stride: Int, pad: Int = 0, from bottom: String? = nil
  ) -> String {
    add(
      name, "Pooling", "pooling_param { kernel_size: \(kernel) stride: \(stride) pad: \(pad) }",
      from: bottom.map { [$0] })
  }

  private mutating func end(_ pool: String) {
    add(pool, "Pooling", "pooling_param { pool: AVE global_pooling: true }")
  }

  // MARK: Nets

  static func squeezeNet10() -> Self {
    var net = Self("", size: 227)
    net.conv("conv1", 96, 7, stride: 2)
    net.pool("pool1", 3, 2)
    for (number, (narrow, wide)) in zip(
      2..., [(16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256)])
    {
      let fire = "fire\(number)"
      let squeezed = net.conv("\(fire)/squeeze1x1", narrow, 1)
      let parts = [
        net.conv("\(fire)/expand1x1", wide, 1, from: squeezed),
        net.conv("\(fire)/expand3x3", wide, 3, pad: 1, from: squeezed),
      ]
      net.add("\(fire)/concat", "Concat", from: parts)
      if [4, 8].contains(number) { net.pool("pool\(number)", 3, 2) }
    }
    net.conv("conv10", 1000, 1, pad: 1)
    net.end("pool10")
    net.add("prob", "Softmax")
    return net
  }

  static func googLeNet() -> Self {
    var net = Self("GoogleNet", size: 224)
    let norm = "lrn_param { local_size: 5 alpha: 0.0001 beta: 0.75 }"
    net.conv("conv1/7x7_s2", 64, 7, stride: 2, pad: 3)
    net.pool("pool1/3x3_s2", 3, 2)
    net.add("pool1/norm1", "LRN", norm)
    net.conv("conv2/3x3_reduce", 64, 1)
    net.conv("conv2/3x3", 192, 3, pad: 1)
    net.add("conv2/norm2", "LRN", norm)
    net.pool("pool2/3x3_s2", 3, 2)
    for (block, widths) in [
      ("3a", [64, 96, 128, 16, 32, 32]), ("3b", [128, 128, 192, 32, 96, 64]),
      ("4a", [192, 96, 208, 16, 48, 64]), ("4b", [160, 112, 224, 24, 64, 64]),
      ("4c", [128, 128, 256, 24, 64, 64]), ("4d", [112, 144, 288, 32, 64, 64]),
      ("4e", [256, 160, 320, 32, 128, 128]), ("5a", [256, 160, 320, 32, 128, 128]),
      ("5b", [384, 192, 384, 48, 128, 128]),
    ] {
      let (name, bottom) = ("inception_\(block)", net.top)
      let first = net.conv("\(name)/1x1", widths[0], 1, from: bottom)
      net.conv("\(name)/3x3_reduce", widths[1], 1, from: bottom)
      let second = net.conv("\(name)/3x3", widths[2], 3, pad: 1)
      net.conv("\(name)/5x5_reduce", widths[3], 1, from: bottom)
      let third = net.conv("\(name)/5x5", widths[4], 5, pad: 2)
      net.pool("\(name)/pool", 3, 1, pad: 1, from: bottom)
      let fourth = net.conv("\(name)/pool_proj", widths[5], 1)
      net.add("\(name)/output", "Concat", from: [first, second, third, fourth])
      if block == "3b" { net.pool("pool3/3x3_s2", 3, 2) }
      if block == "4e" { net.pool("pool4/3x3_s2", 3, 2) }
    }
    net.add("pool5/7x7_s1", "Pooling", "pooling_param { pool: AVE kernel_size: 7 stride: 1 }")
    net.add("loss3/classifier", "InnerProduct", "inner_product_param { num_output: 1000 }")
    net.add("prob", "Softmax")
    return net
  }

  static func nin() -> Self {
    var net = Self("nin_imagenet", size: 224)
    for (block, (kernel, outputs)) in [(11, 96), (5, 256), (3, 384), (3, 1024)].enumerated() {
      let more = block == 3 ? "-1024" : ""
      net.conv(
        "conv\(block + 1)\(more)", outputs, kernel, stride: block == 0 ? 4 : 1,
        pad: block == 0 ? 0 : kernel / 2)
      net.conv("cccp\(2 * block + 1)\(more)", outputs, 1)
      net.conv("cccp\(2 * block + 2)\(more)", block == 3 ? 1000 : outputs, 1)
      if block < 3 { net.pool("pool\(block + 1)", 3, 2) }
    }
    net.add("pool4", "Pooling", "pooling_param { pool: AVE kernel_size: 6 stride: 1 }")
    return net
  }

  /// - Parameter strideAt: the convolution of a bottleneck that has the stride.
  static func resNet50(strideAt strided: String = "branch2a") -> Self {
    var net = Self("ResNet-50", size: 224)
    func stride(_ branch: String, _ block: String, _ stage: Int) -> Int {
      block == "a" && stage > 2 && branch == strided ? 2 : 1
    }
    net.conv("conv1", 64, 7, stride: 2, pad: 3, relu: false)
    net.normalize("_conv1")
    net.add("conv1_relu", "ReLU", inPlace: true)
    net.pool("pool1", 3, 2)
    for (stage, letters) in [(2, "abc"), (3, "abcd"), (4, "abcdef"), (5, "abc")] {
      for block in letters.map(String.init) {
        let (name, bottom, width) = ("\(stage)\(block)", net.top, 64 << (stage - 2))
        var shortcut = bottom
        if block == "a" {
          shortcut = net.conv(
            "res\(name)_branch1", 4 * width, 1, stride: stage == 2 ? 1 : 2, bias: false,
            relu: false, from: bottom)
          net.normalize("\(name)_branch1")
        }
        var input: String? = bottom
        for (branch, outputs, kernel) in [
          ("branch2a", width, 1), ("branch2b", width, 3), ("branch2c", 4 * width, 1),
        ] {
          net.conv(
            "res\(name)_\(branch)", outputs, kernel, stride: stride(branch, block, stage),
            pad: kernel / 2, bias: false, relu: false, from: input)
          input = nil
          net.normalize("\(name)_\(branch)")
          if branch != "branch2c" {
            net.add("res\(name)_\(branch)_relu", "ReLU", inPlace: true)
          }
        }
        net.add("res\(name)", "Eltwise", from: [shortcut, net.top])
        net.add("res\(name)_relu", "ReLU", inPlace: true)
      }
    }
    net.add("pool5", "Pooling", "pooling_param { pool: AVE kernel_size: 7 stride: 1 }")
    net.add("fc1000", "InnerProduct", "inner_product_param { num_output: 1000 }")
    net.add("prob", "Softmax")
    return net
  }

  private mutating func normalize(_ name: String) {
    add("bn\(name)", "BatchNorm", "batch_norm_param { use_global_stats: true }", inPlace: true)
    add("scale\(name)", "Scale", "scale_param { bias_term: true }", inPlace: true)
  }

  // MARK: Files

  /// Both files, with random weights.
  func write(to folder: URL) throws -> CaffeFiles {
    let files = CaffeFiles(
      prototxt: folder.appending(path: "deploy.prototxt"),
      weights: folder.appending(path: "net.caffemodel"))
    try Data(text.utf8).write(to: files.prototxt)
    var net = try CaffeNet(prototxt: files.prototxt)
    let shapes = try CaffeDescription(files).parameterShapes
    for (index, layer) in net.layers.enumerated() {
      for (place, shape) in (shapes[layer.name] ?? []).enumerated() {
        net.layers[index].blobs.append(
          Self.values(shape, of: layer.type, place, seed: UInt64(index)))
      }
    }
    try net.write(caffemodel: folder.appending(path: "net.caffemodel"))
    return files
  }

  private static func values(_ shape: Shape, of type: String, _ place: Int, seed: UInt64) -> Tensor
  {
    let key = RandomKey(seed: seed, counter: UInt64(place) << 40)
    func uniform(_ lower: Double, _ upper: Double) -> Tensor {
      Device.cpu.backend.uniform(shape, lower: lower, upper: upper, key: key)
    }
    switch (type, place) {
    // Sums over a divisor.
    case ("BatchNorm", 2): return Tensor([4] as [Float])
    case ("BatchNorm", 1): return uniform(2, 6)
    case ("Scale", 0): return uniform(0.2, 1)
    case (_, 0) where shape.rank > 1:
      let bound = (6 / Double(shape.elementCount / shape[0])).squareRoot()
      return uniform(-bound, bound)
    default: return uniform(-0.2, 0.2)
    }
  }
}
