/// Says how well frames fit the tied states of an acoustic model.
public protocol StateScorer {
  /// - Parameter states: those wanted; one row of scores for each.
  func scores(_ frames: FrameMatrix, states: [Int32]) -> StateScores
}

extension MixtureScorer: StateScorer {
  public func scores(_ frames: FrameMatrix, states: [Int32]) -> StateScores {
    scores(frames, mixtures: states)
  }
}
