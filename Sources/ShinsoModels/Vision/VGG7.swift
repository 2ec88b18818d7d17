import ShinsoNN
import ShinsoTensor

/// waifu2x's `vgg_7` (https://github.com/nagadomi/waifu2x), seven 3 × 3 convolutions in the manner of
/// Dong et al., "Image super-resolution using deep convolutional networks", TPAMI 2016, with leaky
/// rectifiers of slope 0.1. It removes noise from drawings, or sharpens them once they are enlarged.
/// Input `[N, channels, H, W]`, 0 to 1, output `[N, channels, H - 14, W - 14]`: nothing is padded.
public final class VGG7: Module, Layer {
  let conv1: Conv2d
  let conv2 = Conv2d(32, 32, kernelSize: 3)
  let conv3 = Conv2d(32, 64, kernelSize: 3)
  let conv4 = Conv2d(64, 64, kernelSize: 3)
  let conv5 = Conv2d(64, 128, kernelSize: 3)
  let conv6 = Conv2d(128, 128, kernelSize: 3)
  let conv7: Conv2d

  /// - Parameter channels: 3 for RGB, 1 for brightness alone.
  public init(channels: Int = 3) {
    conv1 = Conv2d(channels, 32, kernelSize: 3)
    conv7 = Conv2d(128, channels, kernelSize: 3)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    let h = [conv1, conv2, conv3, conv4, conv5, conv6].reduce(x) { h, convolution in
      leakyRelu(convolution(h), slope: 0.1)
    }  // [N, 128, H - 12, W - 12]
    return conv7(h)
  }
}
