import ShinsoNN
import ShinsoTensor

/// EfficientNet-Lite0: Tan & Le, "EfficientNet: rethinking model scaling for convolutional neural
/// networks", ICML 2019, in the variant that Google published in 2020 for small devices: relu6 in
/// place of swish, no squeeze-and-excitation, stem and head not scaled.
/// Input `[N, 3, 224, 224]` (other sizes work), (x / 255 - 0.5) / 0.5; logits `[N, 1000]`;
/// 4,652,008 parameters. Padding is TensorFlow's "SAME", so it depends on the input's size.
public final class EfficientNetLite0: Module, Layer {
  let stem: ConvNorm
  let blocks: [InvertedResidual]
  let head: ConvNorm
  let pool = GlobalAveragePool2d()
  let dropout = Dropout(0.2)
  let classifier: Linear

  /// Kernel, stride, expansion, output channels, repeats.
  private static let stages: [(Int, Int, Int, Int, Int)] = [
    (3, 1, 1, 16, 1), (3, 2, 6, 24, 2), (5, 2, 6, 40, 2), (3, 2, 6, 80, 3), (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4), (3, 1, 6, 320, 1),
  ]

  public init(classes: Int = 1000) {
    stem = same(3, 32, 3, 2, 1, .relu6)
    let total = Self.stages.reduce(0) { $0 + $1.4 }
    var blocks: [InvertedResidual] = []
    var channels = 32
    for (kernel, stride, expansion, outputs, repeats) in Self.stages {
      for index in 0..<repeats {
        blocks.append(
          InvertedResidual(
            channels, outputs, kernelSize: kernel, stride: index == 0 ? stride : 1,
            expansion: expansion, dropProbability: 0.2 * Double(blocks.count) / Double(total), same)
        )
        channels = outputs
      }
    }
    self.blocks = blocks
    head = same(channels, 1280, 1, 1, 1, .relu6)
    classifier = Linear(1280, classes)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    let h = blocks.reduce(stem(x)) { $1($0) }  // [N, 320, 7, 7]
    let features = pool(head(h))  // [N, 1280]
    return classifier(dropout(features))
  }

  /// This network's name for a weight of the PyTorch package `efficientnet_lite_pytorch`; nil for
  /// a counter that nothing needs.
  public static func name(ofPyTorch name: String) -> String? {
    if name.hasSuffix("num_batches_tracked") { return nil }
    var parts = name.split(separator: ".").map(String.init)
    var prefix = ""
    var parents = [
      "_conv_stem": "stem.conv", "_bn0": "stem.bn", "_conv_head": "head.conv",
      "_bn1": "head.bn", "_fc": "classifier",
    ]
    if parts.count > 2, parts[0] == "_blocks" {
      prefix = "blocks.\(parts[1])."
      parts.removeFirst(2)
      parents = [
        "_expand_conv": "expand.conv", "_bn0": "expand.bn",
        "_depthwise_conv": "depthwise.conv", "_bn1": "depthwise.bn",
        "_project_conv": "project.conv", "_bn2": "project.bn",
      ]
    }
    let leaves = ["running_mean": "runningMean", "running_var": "runningVariance"]
    guard parts.count == 2, let parent = parents[parts[0]] else { return name }
    return prefix + parent + "." + (leaves[parts[1]] ?? parts[1])
  }
}

/// Batch norm's constants and TensorFlow's padding are the same throughout the network.
private func same(
  _ inputs: Int, _ outputs: Int, _ kernelSize: Int, _ stride: Int, _ groups: Int,
  _ activation: Activation
) -> ConvNorm {
  ConvNorm(
    inputs, outputs, kernelSize: Size2d(kernelSize), stride: Size2d(stride), padding: .same,
    groups: groups, epsilon: 1e-3, momentum: 0.01, activation: activation)
}
