/// What a convolution or product does with its sums on the way to memory:
/// `activation(sums + bias + residual)`.
public struct Epilogue: Sendable {
  /// One number an output: `[O]`.
  public var bias: Tensor?
  /// Of the result's shape.
  public var residual: Tensor?
  public var activation: FusedActivation

  public init(
    bias: Tensor? = nil, residual: Tensor? = nil, activation: FusedActivation = .none
  ) {
    self.bias = bias
    self.residual = residual
    self.activation = activation
  }

  /// The sums as they are.
  public static var none: Epilogue { Epilogue() }
}
