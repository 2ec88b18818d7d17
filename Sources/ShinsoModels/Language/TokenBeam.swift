import ShinsoTensor

/// The likeliest beginnings of a text, all of the same length. Of equally likely ones, those from the
/// earlier row and with the smaller token come first.
struct TokenBeam {
  private let width: Int
  private let excluded: Set<Int>
  private var beginnings: [(tokens: [Int], sum: Double)] = [([], 0)]

  init(width: Int, excluding excluded: Set<Int>) {
    stopUnless(width >= 1, in: "TokenBeam", "the width \(width) must be at least 1")
    self.width = width
    self.excluded = excluded
  }

  /// The last token of each beginning.
  var last: [Int] { beginnings.compactMap(\.tokens.last) }

  /// The likeliest beginning.
  var best: [Int] { beginnings[0].tokens }

  /// Adds a token to the beginnings.
  ///
  /// - Parameter logits: `[R, vocabulary]`, a row for each beginning.
  /// - Returns: the rows that the new beginnings go on from.
  mutating func advance(_ logits: Tensor) throws(InputError) -> [Int] {
    let (values, indices) = withoutGradients {
      logSoftmax(logits).topK(min(width + excluded.count, logits.shape[1]))
    }
    let (scores, tokens): ([Float], [Int64]) = (values.scalars(), indices.scalars(as: Int64.self))
    guard scores.allSatisfy({ $0 <= 0 }) else {
      throw InputError("model", "gives predictions that are not finite numbers")
    }
    let each = values.shape[1]
    var candidates: [(row: Int, token: Int, sum: Double)] = []
    for (row, beginning) in beginnings.enumerated() {
      for place in row * each..<(row + 1) * each where !excluded.contains(Int(tokens[place])) {
        candidates.append((row, Int(tokens[place]), beginning.sum + Double(scores[place])))
      }
    }
    candidates.sort { (-$0.sum, $0.row, $0.token) < (-$1.sum, $1.row, $1.token) }
    let kept = candidates.prefix(width).filter { $0.sum > -.infinity }
    guard !kept.isEmpty else { throw InputError("model", "has no token that may be chosen") }
    beginnings = kept.map { (beginnings[$0.row].tokens + [$0.token], $0.sum) }
    return kept.map(\.row)
  }
}
