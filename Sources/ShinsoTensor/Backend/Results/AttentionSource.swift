/// What additive attention looks at: N sequences of up to S places.
public struct AttentionSource: Sendable {
  /// `[S, N, A]`
  public let keys: Tensor
  /// `[S, N, C]`
  public let values: Tensor
  /// `[A]`
  public let v: Tensor
  /// int64 `[N]`, from 1 to S: places beyond it get no weight.
  public let lengths: Tensor
  /// int64 `[R]`: the sequence that each row of queries asks; nil: row r asks sequence r.
  public let owners: Tensor?

  public init(
    keys: Tensor, values: Tensor, v: Tensor, lengths: Tensor, owners: Tensor? = nil
  ) {
    self.keys = keys
    self.values = values
    self.v = v
    self.lengths = lengths
    self.owners = owners
  }
}
