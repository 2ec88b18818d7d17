import Foundation

/// How well captions agree with what most people say of a picture: Vedantam, Zitnick & Parikh,
/// "CIDEr: consensus-based image description evaluation", CVPR 2015, in the variant CIDEr-D
/// (section 7) that COCO's evaluation prints, ten times the mean similarity. Runs of up to four
/// words are weighted by how few pictures they occur with. Words are compared as they are, not
/// stemmed, as there.
///
/// METEOR and SPICE are not computed: the one needs WordNet's synonyms and tables of paraphrases,
/// the other a parser, each for English alone.
public struct CIDEr: Sendable {
  private static let order = 4
  /// Of the penalty for other lengths, in words.
  private static let sigma = 6.0

  private typealias Gram = ArraySlice<String>
  /// In order of appearance, so that sums are the same in every process.
  private typealias Weights = [(gram: Gram, value: Double)]

  /// For n = 1 to 4, with how many pictures a run of n words occurs.
  private let frequencies: [[Gram: Int]]
  private let references: [[[String]]]

  /// - Parameter references: of each picture, as words.
  public init(references: [[[String]]]) {
    self.references = references
    frequencies = (1...Self.order).map { n in
      references.reduce(into: [:]) { counts, captions in
        let grams = Set(captions.flatMap { Self.counts($0, n).map(\.gram) })
        for gram in grams { counts[gram, default: 0] += 1 }
      }
    }
  }

  /// The mean over the pictures.
  ///
  /// - Parameter captions: one for each picture, as words.
  public func score(_ captions: [[String]]) -> Double {
    precondition(captions.count == references.count, "CIDEr: a caption for each picture")
    let sum = captions.indices.reduce(0) { $0 + score(captions[$1], picture: $1) }
    return sum / Double(max(captions.count, 1))
  }

  /// The similarity of a caption to those of a picture, 0 to 10.
  public func score(_ caption: [String], picture: Int) -> Double {
    let mine = (1...Self.order).map { weights(caption, $0) }
    let sum = references[picture].reduce(0.0) { sum, reference in
      let difference = Double(caption.count - reference.count)
      let penalty = exp(-difference * difference / (2 * Self.sigma * Self.sigma))
      let parts = (1...Self.order).map { n in
        Self.similarity(mine[n - 1], weights(reference, n)) * penalty
      }
      return sum + parts.reduce(0, +) / Double(Self.order)
    }
    return 10 * sum / Double(max(references[picture].count, 1))
  }

  /// The cosine, with the caption's weights cut to the reference's, so that repeating words does
  /// not pay.
  private static func similarity(_ caption: Weights, _ reference: Weights) -> Double {
    let own = Dictionary(uniqueKeysWithValues: reference.map { ($0.gram, $0.value) })
    let product = caption.reduce(0.0) { sum, entry in
      let other = own[entry.gram] ?? 0
      return sum + min(entry.value, other) * other
    }
    func length(_ weights: Weights) -> Double {
      weights.reduce(0) { $0 + $1.value * $1.value }.squareRoot()
    }
    let lengths = length(caption) * length(reference)
    return lengths > 0 ? product / lengths : 0
  }

  private func weights(_ words: [String], _ n: Int) -> Weights {
    let pictures = log(Double(max(references.count, 1)))
    return Self.counts(words, n).map { gram, count in
      (gram, Double(count) * (pictures - log(Double(max(frequencies[n - 1][gram] ?? 0, 1)))))
    }
  }

  private static func counts(_ words: [String], _ n: Int) -> [(gram: Gram, count: Int)] {
    guard words.count >= n else { return [] }
    var places: [Gram: Int] = [:]
    var counts: [(gram: Gram, count: Int)] = []
    for start in 0...(words.count - n) {
      let gram = words[start..<start + n]
      if let place = places[gram] {
        counts[place].count += 1
      } else {
        places[gram] = counts.count
        counts.append((gram, 1))
      }
    }
    return counts
  }
}
