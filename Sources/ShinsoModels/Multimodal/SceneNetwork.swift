import ShinsoNN
import ShinsoTensor

/// A small convolutional network for drawn scenes: input `[N, 3, 64, 64]`, a map `[N, 96, 8, 8]`.
/// It does not average over places, for a caption says where things are and how many.
public final class SceneNetwork: Module, Layer {
  /// Pixels of the input each way.
  public static let side = 64
  public static let channels = 96
  /// Places in the map of features.
  public static let places = 8 * 8

  let conv1 = ConvNorm(3, 32, kernelSize: 5, stride: 2, padding: 2, activation: .relu)
  let conv2 = ConvNorm(32, 48, kernelSize: 3, padding: 1, activation: .relu)
  let conv3 = ConvNorm(48, 64, kernelSize: 3, padding: 1, activation: .relu)
  let conv4 = ConvNorm(64, 96, kernelSize: 3, padding: 1, activation: .relu)

  public override init() { super.init() }

  public func forward(_ x: Tensor) -> Tensor {
    let h = maxPool2d(conv2(conv1(x)), kernelSize: 2)  // [N, 48, 16, 16]
    return conv4(maxPool2d(conv3(h), kernelSize: 2))  // [N, 96, 8, 8]
  }
}
