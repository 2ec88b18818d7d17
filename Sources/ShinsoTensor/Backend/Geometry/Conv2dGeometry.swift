/// The parameters of a convolution, by height and width. Padding may differ by side.
public struct Conv2dGeometry: Sendable, Hashable {
  public var kernel: Size2d
  public var stride: Size2d
  public var padding: Padding2d
  public var dilation: Size2d
  public var groups: Int

  public init(
    kernel: Size2d, stride: Size2d = 1, padding: Padding2d = 0, dilation: Size2d = 1,
    groups: Int = 1
  ) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  /// The output's height and width; not positive if the kernel does not fit.
  package func output(height: Int, width: Int) -> (height: Int, width: Int) {
    (
      windowCount(
        height + padding.top + padding.bottom, (kernel.height - 1) * dilation.height + 1,
        stride.height),
      windowCount(
        width + padding.left + padding.right, (kernel.width - 1) * dilation.width + 1, stride.width)
    )
  }
}
