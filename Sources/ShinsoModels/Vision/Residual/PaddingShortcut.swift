import ShinsoNN
import ShinsoTensor

/// Every second pixel of each row and column, with channels of zeros, half of them in front. The
/// paper does not say where the zeros are; the usual PyTorch implementations have them there.
final class PaddingShortcut: Module, Layer {
  private let channels: Int
  private let stride: Int

  /// - Parameter channels: those that are added.
  init(channels: Int, stride: Int) {
    self.channels = channels
    self.stride = stride
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    // A window of one pixel has itself as its maximum.
    let h = maxPool2d(x, kernelSize: 1, stride: Size2d(stride))
    let front = channels / 2
    return h.padded(before: [0, front, 0, 0], after: [0, channels - front, 0, 0])
  }
}
