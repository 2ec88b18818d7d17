public struct LSTMGradients: Sendable {
  public var x: Tensor
  public var h0: Tensor
  public var c0: Tensor
  public var weightInput: Tensor
  public var weightHidden: Tensor
  public var bias: Tensor
}
