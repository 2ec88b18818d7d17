/// A function of two numbers, elementwise, with broadcasting.
public enum BinaryFunction: String, Sendable, Hashable, CaseIterable {
  case add, subtract, multiply, divide, maximum, minimum, power
}

/// A question about two numbers, elementwise, with broadcasting. As in IEEE 754, NaN is unequal to
/// everything and neither less nor greater.
public enum Comparison: String, Sendable, Hashable, CaseIterable {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
}

/// How labels are scored: a row with label t costs
/// `(1 - smoothing) w[t] (-log p[t]) + smoothing / C · Σ w[k] (-log p[k])`.
public struct CrossEntropyRule: Sendable, Hashable {
  /// The part of the target that is spread over all classes. Szegedy et al., CVPR 2016.
  public var smoothing: Double
  /// Rows with this label cost nothing.
  public var ignoredLabel: Int?
  /// The mean weighted by w[t] over the rows that count, or their sum.
  public var isMean: Bool

  public init(smoothing: Double = 0, ignoredLabel: Int? = nil, isMean: Bool = true) {
    self.smoothing = smoothing
    self.ignoredLabel = ignoredLabel
    self.isMean = isMean
  }
}

/// What becomes of the elements along reduced axes.
public enum Reduction: String, Sendable, Hashable, CaseIterable {
  case sum, mean, max, min
}

/// An activation that an op applies to its output on the way to memory.
public enum FusedActivation: Sendable, Hashable {
  case none, relu, relu6

  package var function: UnaryFunction? {
    switch self {
    case .none: nil
    case .relu: .relu
    case .relu6: .relu6
    }
  }

  /// Activations here are clamps.
  package var lower: Float { self == .none ? -.infinity : 0 }
  package var upper: Float { self == .relu6 ? 6 : .infinity }
}

/// How a convolution slides: `[height, width]` pairs. Padding may differ by side.
public struct Conv2dGeometry: Sendable, Hashable {
  public var kernel: Pair
  public var stride: Pair
  public var padding: Padding2d
  public var dilation: Pair
  public var groups: Int

  public init(
    kernel: Pair, stride: Pair = 1, padding: Padding2d = 0, dilation: Pair = 1, groups: Int = 1
  ) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  /// The output's height and width; not positive where the kernel does not fit.
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

/// How a pooling window slides. `ceilMode`: a last window may reach over the edge, as in Caffe.
public struct Pool2dGeometry: Sendable, Hashable {
  public var kernel: Pair
  public var stride: Pair
  public var padding: Padding2d
  public var ceilMode: Bool
  /// Average pooling: whether padding counts as zeros in the mean, as PyTorch does by default.
  public var countsPadding: Bool

  public init(
    kernel: Pair, stride: Pair? = nil, padding: Padding2d = 0, ceilMode: Bool = false,
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
    // A window that would start in the padding behind the picture is left out.
    return rest != 0 && floored * stride < size + before ? floored + 1 : floored
  }
}

private func windowCount(_ size: Int, _ kernel: Int, _ stride: Int) -> Int {
  size < kernel ? 0 : (size - kernel) / stride + 1
}

/// Height and width; a plain number stands for both.
public struct Pair: Sendable, Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  public var height: Int
  public var width: Int

  public init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }

  public init(_ both: Int) { self.init(both, both) }
  public init(integerLiteral both: Int) { self.init(both, both) }
  public var description: String { "\(height)×\(width)" }
}

/// Zeros around a picture; a plain number stands for all four sides.
public struct Padding2d: Sendable, Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  public var top: Int
  public var left: Int
  public var bottom: Int
  public var right: Int

  public init(top: Int, left: Int, bottom: Int, right: Int) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  public init(_ all: Int) { self.init(top: all, left: all, bottom: all, right: all) }
  public init(integerLiteral all: Int) { self.init(all) }

  public var description: String {
    top == left && top == bottom && top == right
      ? "\(top)" : "(top \(top), left \(left), bottom \(bottom), right \(right))"
  }
}
