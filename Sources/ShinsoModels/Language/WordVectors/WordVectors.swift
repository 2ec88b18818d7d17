import ShinsoNN
import ShinsoTensor

/// Words as points: which are near, and which relations are parallel.
public struct WordVectors: Sendable {
  public let words: [String]
  /// `[words, dimension]`, as they were trained.
  public let vectors: Tensor
  /// Scaled to length 1; a vector of zeros stays so.
  public let units: Tensor
  private let places: [String: Int]

  public var dimension: Int { vectors.shape[1] }

  /// - Parameter vectors: `[words, dimension]`. Of a word that is there twice, the first counts.
  public init(_ words: [String], _ vectors: Tensor) {
    precondition(
      vectors.rank == 2 && vectors.shape[0] == words.count,
      "WordVectors: \(words.count) words, vectors \(vectors.shape)")
    self.words = words
    self.vectors = vectors
    units = Self.scaled(vectors)
    places = Dictionary(words.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
  }

  private static func scaled(_ x: Tensor) -> Tensor {
    let (rows, width) = (x.shape[0], x.shape[1])
    var values = x.scalars(as: Float.self)
    for row in 0..<rows {
      let range = row * width..<(row + 1) * width
      let length = range.reduce(0.0) { $0 + Double(values[$1]) * Double(values[$1]) }.squareRoot()
      if length > 0 { for place in range { values[place] = Float(Double(values[place]) / length) } }
    }
    return Tensor(values, shape: x.shape)
  }

  /// The number of a word; nil if it is not in the vocabulary.
  public func place(of word: String) -> Int? { places[word] }

  /// Rows of ``units``.
  public func units(of places: [Int]) -> Tensor {
    embedding(Tensor(places.map { Int64($0) }), units)
  }

  /// The cosine of the angle between two words.
  public func cosine(_ a: Int, _ b: Int) -> Double {
    (units(of: [a]) * units(of: [b])).sum().item()
  }

  /// The words whose vectors point most nearly in the direction of some queries, best first, with
  /// their cosines.
  ///
  /// - Parameters:
  ///   - queries: `[N, dimension]`.
  ///   - excluding: for each query the words that do not count.
  public func nearest(
    to queries: Tensor, count: Int, excluding: [[Int]]
  ) -> [[(place: Int, cosine: Double)]] {
    let scores = withoutGradients {
      matmul(Self.scaled(queries), units, transposingRight: true)
    }
    return scores.withUnsafeBytes { bytes in
      let all = bytes.assumingMemoryBound(to: Float.self)
      return excluding.enumerated().map { query, excluded in
        let row = UnsafeBufferPointer(
          rebasing: all[query * words.count..<(query + 1) * words.count])
        return Self.best(of: row, count: count, excluding: excluded)
      }
    }
  }

  private static func best(
    of row: UnsafeBufferPointer<Float>, count: Int, excluding excluded: [Int]
  ) -> [(place: Int, cosine: Double)] {
    var best: [(place: Int, cosine: Double)] = []
    for (place, score) in row.enumerated() {
      if best.count == count, Double(score) <= best[count - 1].cosine { continue }
      if count == 0 || excluded.contains(place) { continue }
      let rank = best.firstIndex { $0.cosine < Double(score) } ?? best.count
      best.insert((place, Double(score)), at: rank)
      if best.count > count { best.removeLast() }
    }
    return best
  }

  /// What stands to c as b to a: near b − a + c, of the words' directions (Mikolov, Yih & Zweig,
  /// NAACL 2013). The three words themselves do not count.
  ///
  /// - Parameter questions: the words a, b and c of each.
  public func analogies(
    _ questions: [(a: Int, b: Int, c: Int)], count: Int
  ) -> [[(place: Int, cosine: Double)]] {
    guard !questions.isEmpty else { return [] }
    let target =
      units(of: questions.map(\.b)) - units(of: questions.map(\.a)) + units(of: questions.map(\.c))
    return nearest(to: target, count: count, excluding: questions.map { [$0.a, $0.b, $0.c] })
  }
}
