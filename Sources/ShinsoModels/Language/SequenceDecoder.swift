import ShinsoNN
import ShinsoTensor

/// A network that writes sequences of tokens, each token from those before it: what a
/// ``BeamSearch`` searches in.
public protocol SequenceDecoder: Module {
  associatedtype State: TranslationState

  /// Goes on by a token in each row: tokens int64 `[R]`. Returns the logits `[R, V]`, the state
  /// after it, and how much each place of the source was looked at, `[R, S]`, if the network knows.
  func next(_ tokens: Tensor, _ state: State) -> (logits: Tensor, state: State, weights: Tensor?)
}
