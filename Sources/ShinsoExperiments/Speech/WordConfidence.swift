import Foundation
import ShinsoModels

/// How sure the words of the best hypothesis are: the probability of all hypotheses that have the same word
/// at the same time (Evermann & Woodland, "Posterior probability decoding, confidence estimation and
/// system combination", NIST Speech Transcription Workshop 2000; on an n-best list).
struct WordConfidence {
  /// Of each word of the first hypothesis, 0 to 1.
  let values: [Double]

  /// - Parameters:
  ///   - hypotheses: best first.
  ///   - scale: of their scores, which are too far apart because frames are taken to be independent.
  init(_ hypotheses: [Recognition], scale: Float) {
    let best = hypotheses[0]
    let weights = hypotheses.map { exp(Double(scale * ($0.score - best.score))) }
    let total = weights.reduce(0, +)
    values = best.words.map { word in
      let agreeing = zip(hypotheses, weights).filter { hypothesis, _ in
        hypothesis.words.contains {
          $0.word == word.word && abs($0.frame - word.frame) <= Self.tolerance
        }
      }
      return agreeing.reduce(0) { $0 + $1.1 } / total
    }
  }

  /// Frames by which the beginning of a word may differ.
  private static let tolerance = 20
}
