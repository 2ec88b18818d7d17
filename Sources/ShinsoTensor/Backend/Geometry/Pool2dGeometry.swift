/// The parameters of a pooling window. With `ceilMode`, the last window may extend past the edge,
/// as in Caffe.
public struct Pool2dGeometry: Sendable, Hashable {
  public var kernel: Size2d
  public var stride: Size2d
  public var padding: Padding2d
  public var ceilMode: Bool
  /// Whether average pooling counts padding as zeros, which is PyTorch's default.
  public var countsPadding: Bool

  public init(
    kernel: Size2d, stride: Size2d? = nil, padding: Padding2d = 0, ceilMode: Bool = false,
    countsPadding: Bool = true
  ) {
    self.kernel = kernel
    self.stride = stride ?? kernel
    self.padding = padding
    self.ceilMode = ceilMode
    self.countsPadding = countsPadding
  }

  package func output(height: Int, width: Int) -> (height: Int, width: Int) {
    (
      count(height, padding.top, padding.bottom, kernel.height, stride.height),
      count(width, padding.left, padding.right, kernel.width, stride.width)
    )
  }

  private func count(_ size: Int, _ before: Int, _ after: Int, _ kernel: Int, _ stride: Int) -> Int
  {
    let floored = windowCount(size + before + after, kernel, stride)
    guard ceilMode, size + before + after >= kernel else { return floored }
    let rest = (size + before + after - kernel) % stride
    // Leave out a window that would start in the padding after the image.
    return rest != 0 && floored * stride < size + before ? floored + 1 : floored
  }
}
