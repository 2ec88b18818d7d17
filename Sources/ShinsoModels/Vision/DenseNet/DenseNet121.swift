import ShinsoNN
import ShinsoTensor

/// DenseNet-121: Huang, Liu, van der Maaten & Weinberger, "Densely connected convolutional
/// networks", CVPR 2017, table 1: growth 32, bottlenecks of 128 channels, transitions that halve the
/// channels (DenseNet-BC). Input `[N, 3, 224, 224]` (any size from 32 on works), logits
/// `[N, classes]`; 7,978,856 parameters with 1,000 classes. Names and weights are torchvision's.
public final class DenseNet121: Module, Layer {
  let features = DenseFeatures(growth: 32, blocks: [6, 12, 24, 16])
  let pool = GlobalAveragePool2d()
  let classifier: Linear

  public init(classes: Int = 1000) {
    classifier = Linear(1024, classes, biasInitializer: .zeros)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor { classifier(pool(features(x))) }
}
