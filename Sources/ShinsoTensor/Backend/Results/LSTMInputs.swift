/// The inputs of an LSTM layer. Gates are in PyTorch's order: input, forget, cell, output.
public struct LSTMInputs: Sendable {
  /// `[T, N, I]`.
  public var x: Tensor
  /// `[N, H]`.
  public var h0: Tensor
  /// `[N, H]`.
  public var c0: Tensor
  /// The weight for the inputs, `[4H, I]`.
  public var weightInput: Tensor
  /// The weight for the hidden state, `[4H, H]`.
  public var weightHidden: Tensor
  /// `[4H]`.
  public var bias: Tensor
}
