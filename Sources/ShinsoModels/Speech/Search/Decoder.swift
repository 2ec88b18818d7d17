import Foundation

/// Finds the likeliest words by passing tokens through a graph of all sequences of words (Young,
/// Russell & Thornton, "Token passing", CUED/F-INFENG/TR38, 1989). A token knows its score and the words
/// that it has come through; of those that meet in the same state of the graph and of the language
/// model, the best goes on.
public struct Decoder: Sendable {
  public struct Settings: Sendable, Hashable, Codable {
    /// The logarithm of how much less likely than the best token of a frame others may be.
    public var beam: Float = 200
    /// Tokens kept in a frame; the best ones.
    public var mostTokens = 5000
    /// The factor of the language model's logarithms.
    public var languageWeight: Float = 10
    /// Added for each word.
    public var wordPenalty: Float = -40

    public init() {}

    /// What a language model adds to the score of so many words.
    ///
    /// - Parameter logProbabilities: of the words, and of their end if they are complete.
    public func score(_ logProbabilities: [Float], words: Int) -> Float {
      languageWeight * logProbabilities.reduce(0, +) + Float(words) * wordPenalty
    }
  }

  private let graph: StateGraph
  private let transitions: [Float]
  /// Of each state of the graph.
  private let stateOutputs: [Int32]

  /// - Parameter graph: of all sequences of words.
  public init(_ graph: StateGraph, _ transitions: TransitionModel) {
    self.graph = graph
    self.transitions = transitions.logarithms
    stateOutputs = graph.states.map(\.output)
  }

  /// The tied states whose scores are needed, in the order of their rows.
  public var outputs: [Int32] { graph.outputs }

  /// - Returns: nil if no token is left.
  public func recognize(
    _ scores: StateScores, _ language: BackoffModel, _ settings: Settings
  ) -> Recognition? {
    search(scores, language, settings).max { $0.score < $1.score }
  }

  /// The likeliest sequences of words, best first, each with its likeliest pronunciations and times.
  ///
  /// - Parameter settings: tokens of different sequences do not displace each other, so that more of
  ///   them are needed.
  public func recognitions(
    _ scores: StateScores, _ language: BackoffModel, _ settings: Settings, count: Int
  ) -> [Recognition] {
    let found = search(scores, WordSequences(language), settings).sorted { $0.score > $1.score }
    return Array(found.prefix(count))
  }

  /// Generic inside of this module alone, where the compiler makes a search for each kind of language
  /// model; one for all kinds would be several times slower.
  ///
  /// - Returns: the best words for each state of the language model in which an utterance may end: if there
  ///   is none, the best ones that go on.
  private func search(
    _ scores: StateScores, _ language: some WordLanguageModel, _ settings: Settings
  ) -> [Recognition] {
    var history = WordHistory()
    var (tokens, next, junctions) = (TokenTable(), TokenTable(), TokenTable())
    var column = [Float](repeating: 0, count: graph.outputs.count)
    for start in graph.starts {
      junctions.offer(
        start.junction, language.start, score: start.weight, history: WordHistory.none)
    }
    for frame in 0..<scores.frameCount {
      next.removeAll()
      if frame > 0 {
        junctions.removeAll()
        // What a frame adds differs far less between states than the beam is wide: what is out of it
        // already would rarely come back.
        let limit = tokens.best - settings.beam
        for token in tokens.tokens { pass(token, &next, &junctions, limit) }
      }
      // What leaves a word must be as good as what is inside of one.
      let limit = max(next.best, junctions.best) - settings.beam
      for token in junctions.tokens where token.score >= limit {
        enter(token, &next, language, settings, limit, frame, &history)
      }
      for output in column.indices { column[output] = scores[output, frame] }
      next.addScores(stateOutputs, column)
      next.prune(beam: settings.beam, most: settings.mostTokens)
      history.compact(&next)
      swap(&tokens, &next)
    }
    return recognitions(of: tokens, language, settings, history)
  }

  /// Along the arcs of a unit, and out of it where that is not worse than the limit.
  private func pass(
    _ token: Token, _ next: inout TokenTable, _ junctions: inout TokenTable, _ limit: Float
  ) {
    for index in graph.arcs.range(of: Int(token.place)) {
      let arc = graph.arcs.elements[index]
      next.offer(
        arc.to, token.language, score: token.score + transitions[Int(arc.transition)],
        history: token.history)
    }
    for index in graph.exits.range(of: Int(token.place)) {
      let exit = graph.exits.elements[index]
      let score = token.score + transitions[Int(exit.transition)] + exit.weight
      guard score >= limit else { continue }
      junctions.offer(exit.junction, token.language, score: score, history: token.history)
    }
  }

  /// From a junction into units, of which some begin a word.
  private func enter(
    _ token: Token, _ next: inout TokenTable, _ language: some WordLanguageModel,
    _ settings: Settings, _ limit: Float, _ frame: Int, _ history: inout WordHistory
  ) {
    for index in graph.entries.range(of: Int(token.place)) {
      let entry = graph.entries.elements[index]
      guard entry.label >= 0 else {
        next.offer(entry.state, token.language, score: token.score, history: token.history)
        continue
      }
      let (logProbability, state) = language.next(entry.label, after: token.language)
      let score =
        token.score + settings.languageWeight * logProbability + settings.wordPenalty
      guard score >= limit, next.isBetter(entry.state, state, score: score) else { continue }
      let word = history.add(entry.label, frame, after: token.history)
      next.offer(entry.state, state, score: score, history: word)
    }
  }

  private func recognitions(
    of tokens: TokenTable, _ language: some WordLanguageModel, _ settings: Settings,
    _ history: WordHistory
  ) -> [Recognition] {
    var ended = TokenTable()
    for token in tokens.tokens {
      for exit in graph.exits[Int(token.place)] where exit.junction == graph.end {
        let score =
          token.score + transitions[Int(exit.transition)] + exit.weight
          + settings.languageWeight * language.end(after: token.language)
        ended.offer(graph.end, token.language, score: score, history: token.history)
      }
    }
    if ended.count > 0 {
      return ended.tokens.map {
        Recognition(words: history.words(of: $0.history), score: $0.score, isComplete: true)
      }
    }
    return tokens.tokens.max { $0.score < $1.score }.map {
      [Recognition(words: history.words(of: $0.history), score: $0.score, isComplete: false)]
    } ?? []
  }
}
