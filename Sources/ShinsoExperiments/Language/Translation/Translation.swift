import ShinsoData
import ShinsoModels
import ShinsoTensor

/// A sentence and what a model made of it.
public struct Translation: Sendable, Encodable {
  /// The tokens that were read.
  public let source: [String]
  /// The tokens that were written.
  public let tokens: [String]
  public let text: String
  /// For each token that was written, how much each one that was read was looked at; empty for a
  /// model without attention.
  public let weights: [[Float]]

  init(
    _ hypothesis: Hypothesis, of sentence: String, source: Vocabulary, target: Vocabulary,
    replacesUnknown: Bool
  ) throws {
    let read = source.tokenizer.tokens(of: sentence)
    var tokens = try hypothesis.tokens.map { try target.token(Int32($0)) }
    if replacesUnknown {
      for (place, weights) in hypothesis.weights.enumerated()
      where hypothesis.tokens[place] == SequenceToken.unknown {
        let best = weights.indices.max { (weights[$0], $1) < (weights[$1], $0) }
        if let best, best < read.count { tokens[place] = read[best] }
      }
    }
    self.source = read
    self.tokens = tokens
    text = target.tokenizer.joined(tokens)
    weights = hypothesis.weights.map { Array($0.prefix(read.count)) }
  }
}
