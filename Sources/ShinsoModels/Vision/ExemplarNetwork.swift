import ShinsoNN
import ShinsoTensor

/// Learns to tell views of many exemplars apart, each a class of its own, and so features without labels:
/// Dosovitskiy, Springenberg, Riedmiller & Brox, "Discriminative unsupervised feature learning with
/// convolutional neural networks", NIPS 2014. The paper's small net, 64c5-64c5-128f: two layers of 64
/// filters of 5 × 5, each pooled by 2, and 128 units with dropout of a half. Input `[N, 3, 32, 32]`, logits
/// `[N, exemplars]`.
///
/// The output layer begins with small weights. With many classes and weights as large as the other layers',
/// the first updates would lower the loss by making all answers smaller, until half of the units are silent
/// and none of them learns. The paper met that, too, and began with fewer classes.
///
/// Departure: convolutions have a margin of two pixels, so that maps keep their size.
public final class ExemplarNetwork: Module, Layer {
  private let conv1 = conv(3)
  private let conv2 = conv(64)
  private let fc: Linear
  private let dropout = Dropout(0.5)
  private let output: Linear

  /// Values for each picture in the parts of ``features(_:)``.
  public static let featureCounts = [64 * 4, 64 * 4, 128]

  public init(exemplars: Int) {
    fc = Linear(
      64 * 8 * 8, outputs: 128, activation: .relu, initializer: .he, biasInitializer: .zeros)
    output = Linear(
      128, outputs: exemplars, initializer: .normal(standardDeviation: 0.01),
      biasInitializer: .zeros)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor { output(dropout(layers(x).top)) }

  /// The greatest answers of each map of both convolutions in each quarter of the picture, and the top
  /// layer's, as the paper has it: `[N, 256]`, `[N, 256]`, `[N, 128]`.
  public func features(_ x: Tensor) -> [Tensor] {
    call {
      let (first, second, top) = layers(x)
      let quarters = [maxPool2d(first, kernelSize: 16), maxPool2d(second, kernelSize: 8)]
      return quarters.map { $0.flattened(from: 1) } + [top]
    }
  }

  private func layers(_ x: Tensor) -> (first: Tensor, second: Tensor, top: Tensor) {
    let first = conv1(x)  // [N, 64, 32, 32]
    let second = conv2(maxPool2d(first, kernelSize: 2))  // [N, 64, 16, 16]
    return (first, second, fc(maxPool2d(second, kernelSize: 2).flattened(from: 1)))
  }
}

private func conv(_ inputs: Int) -> Conv2d {
  Conv2d(
    inputs, 64, kernelSize: 5, padding: 2, activation: .relu, initializer: .he,
    biasInitializer: .zeros)
}
