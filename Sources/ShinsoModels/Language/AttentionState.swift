import ShinsoTensor

/// What the decoder of an ``AttentionTranslator`` looks at, and its state.
public struct AttentionState: TranslationState {
  let source: AttentionSource
  /// `[R, H]`
  let s: Tensor
  /// The source of each row.
  let owners: [Int]

  public func selecting(_ rows: [Int]) -> AttentionState {
    AttentionState(
      source: source, s: s.indexSelected(Tensor(rows.map(Int64.init), on: s.device), axis: 0),
      owners: rows.map { owners[$0] })
  }
}
