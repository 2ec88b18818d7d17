import Foundation

/// BLEU of a corpus: Papineni et al., ACL 2002, counted as sacreBLEU does with `--tokenize none`:
/// up to four words, and for n-grams that never match, a precision that halves each time
/// ("exponential" smoothing). Of several references, the closest in length counts for the brevity
/// penalty; of two as close, the shorter one.
public struct BLEU: Sendable, Hashable {
  private static let order = 4

  /// For n = 1 to 4.
  private var matches = Array(repeating: 0, count: order)
  private var totals = Array(repeating: 0, count: order)
  public private(set) var hypothesisLength = 0
  public private(set) var referenceLength = 0

  public init() {}

  /// Adds a sentence and its reference, both as tokens.
  public mutating func add(_ hypothesis: [String], reference: [String]) {
    add(hypothesis, references: [reference])
  }

  /// Adds a sentence and its references, at least one, all as tokens.
  public mutating func add(_ hypothesis: [String], references: [[String]]) {
    hypothesisLength += hypothesis.count
    referenceLength +=
      references.map(\.count).min {
        (abs($0 - hypothesis.count), $0) < (abs($1 - hypothesis.count), $1)
      } ?? 0
    for n in 1...Self.order {
      let known = references.reduce(into: [:]) { known, reference in
        known.merge(Self.counts(reference, n), uniquingKeysWith: max)
      }
      for (gram, count) in Self.counts(hypothesis, n) {
        totals[n - 1] += count
        matches[n - 1] += min(count, known[gram] ?? 0)
      }
    }
  }

  private static func counts(_ tokens: [String], _ n: Int) -> [ArraySlice<String>: Int] {
    guard tokens.count >= n else { return [:] }
    return (0...(tokens.count - n)).reduce(into: [:]) { counts, start in
      counts[tokens[start..<(start + n)], default: 0] += 1
    }
  }

  /// 0 to 100.
  public var score: Double {
    if matches.allSatisfy({ $0 == 0 }) { return 0 }
    var smoothing = 1.0
    var sum = 0.0
    for n in 0..<Self.order {
      // There is no sentence of n tokens.
      if totals[n] == 0 { return 0 }
      var precision = Double(matches[n]) / Double(totals[n])
      if matches[n] == 0 {
        smoothing *= 2
        precision = 1 / (smoothing * Double(totals[n]))
      }
      sum += log(precision)
    }
    return 100 * brevityPenalty * exp(sum / Double(Self.order))
  }

  /// BLEU-1 to BLEU-4, as captions are scored, 0 to 1: of up to so many words, without smoothing.
  public func score(upTo words: Int) -> Double {
    let precisions = zip(matches, totals).prefix(words).map {
      Double($0) / Double(max($1, 1))
    }
    let sum = precisions.reduce(0) { $0 + log($1) }
    return brevityPenalty * exp(sum / Double(words))
  }

  /// 1, or less if the sentences are shorter than their references.
  public var brevityPenalty: Double {
    if hypothesisLength >= referenceLength { return 1 }
    if hypothesisLength == 0 { return 0 }
    return exp(1 - Double(referenceLength) / Double(hypothesisLength))
  }
}
