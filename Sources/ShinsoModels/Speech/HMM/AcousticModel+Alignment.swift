extension AcousticModel {
  /// The tied state that each frame belongs to, along the likeliest way through the words.
  ///
  /// - Parameters:
  ///   - graph: of the words, made by ``graph(of:keepsContexts:)``.
  ///   - scores: one row for each of the graph's outputs.
  /// - Returns: nil if the frames are too few for the words.
  public func alignedStates(_ graph: StateGraph, _ scores: StateScores) -> [Int32]? {
    ViterbiAlignment(graph, transitions, scores)?.states
      .map { graph.outputs[Int(graph.states[Int($0)].output)] }
  }

  /// Where words and phones are, along the likeliest way through the words.
  ///
  /// - Returns: phones in their order, silence as well; nil if the frames are too few for the words.
  public func alignedPhones(
    _ frames: FrameMatrix, words: [[[Int]]], _ scorer: some StateScorer
  ) -> [AlignedPhone]? {
    let graph = graph(of: words)
    let scores = scorer.scores(frames, states: graph.outputs)
    guard let alignment = ViterbiAlignment(graph, transitions, scores) else { return nil }
    var phones: [AlignedPhone] = []
    var last: Int32 = -1
    for (frame, place) in alignment.states.enumerated() {
      // No unit of an utterance comes twice.
      let unit = graph.states[Int(place)].unit
      if unit != last {
        let (context, word) = (graph.units[Int(unit)].context, graph.units[Int(unit)].word)
        phones.append(
          AlignedPhone(
            phone: context.phone, word: word < 0 ? nil : Int(word), start: frame, end: frame))
        last = unit
      }
      phones[phones.count - 1].end = frame + 1
    }
    return phones
  }
}

/// A phone of an utterance and its frames.
public struct AlignedPhone: Sendable, Hashable {
  public let phone: Int
  /// The place of its word in the utterance; nil for silence.
  public let word: Int?
  /// The first frame, and the one after the last.
  public let start: Int
  public internal(set) var end: Int
}
