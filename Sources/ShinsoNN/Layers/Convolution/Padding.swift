import ShinsoTensor

/// The zeros around the input of a convolution. An integer literal means all four sides.
public enum Padding: Sendable, Hashable, ExpressibleByIntegerLiteral {
  case explicit(Padding2d)
  /// TensorFlow's "SAME": as much padding as the output needs to have the size ⌈size / stride⌉.
  case same

  public init(integerLiteral all: Int) { self = .explicit(Padding2d(all)) }
}
