import ShinsoTensor

/// Zeros around what a convolution sees; a plain number stands for all four sides.
public enum Padding: Sendable, Hashable, ExpressibleByIntegerLiteral {
  case explicit(Padding2d)
  /// TensorFlow's "SAME": padded by the input's size so that the output is ⌈size / stride⌉.
  case same

  public init(integerLiteral all: Int) { self = .explicit(Padding2d(all)) }
}
