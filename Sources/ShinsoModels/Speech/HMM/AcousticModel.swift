/// A hidden Markov model for each phone in context, whose states are mixtures of Gaussians.
public struct AcousticModel: Sendable {
  public let phones: PhoneSet
  public let tying: any StateTying
  public var transitions: TransitionModel
  /// One for each tied state.
  public var mixtures: GaussianMixtures

  public init(
    _ phones: PhoneSet, _ tying: any StateTying, _ transitions: TransitionModel,
    _ mixtures: GaussianMixtures
  ) {
    precondition(mixtures.count == tying.stateCount)
    self.phones = phones
    self.tying = tying
    self.transitions = transitions
    self.mixtures = mixtures
  }

  /// Models of phones without context whose states are all alike, where training begins: a single
  /// Gaussian with the mean and variance of all frames.
  public init(flat phones: PhoneSet, _ gaussian: DiagonalGaussian) {
    let tying = MonophoneTying(phones)
    self.init(
      phones, tying, TransitionModel(phones),
      GaussianMixtures(
        gaussians: [DiagonalGaussian](repeating: gaussian, count: tying.stateCount)))
  }

  /// The graph of an utterance.
  ///
  /// - Parameters:
  ///   - words: the pronunciations of each word; at least one word, one pronunciation for each and one
  ///     phone in each.
  ///   - keepsContexts: whether phones are told apart by their neighbors even where the model does not.
  public func graph(of words: [[[Int]]], keepsContexts: Bool = false) -> StateGraph {
    StateGraphBuilder.graph(.utterance(words), phones, tying, keepsContexts: keepsContexts)
  }

  /// The graph of all sequences of words.
  ///
  /// - Parameter words: the pronunciations of each word; a word may have none.
  public func graph(ofAll words: [[[Int]]]) -> StateGraph {
    StateGraphBuilder.graph(.wordLoop(words), phones, tying)
  }
}
