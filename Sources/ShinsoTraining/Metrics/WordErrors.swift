/// What is wrong with recognized words, counted along the best alignment with the true ones.
///
/// As in NIST's sclite, a substitution costs 4, an insertion or a deletion 3, and the cheapest alignment
/// counts: a word in place of another, beside one too many, is not told as two substitutions of words
/// that were right.
public struct WordErrors: Sendable, Hashable {
  public enum Step: Sendable, Hashable {
    case correct(String)
    case substitution(of: String, by: String)
    case deletion(String)
    case insertion(String)
  }

  public private(set) var words = 0
  public private(set) var substitutions = 0
  public private(set) var deletions = 0
  public private(set) var insertions = 0

  public init() {}

  public var errors: Int { substitutions + deletions + insertions }

  /// Errors for each true word. Insertions may make it larger than 1; it is 0 without words and errors,
  /// and infinite without words.
  public var rate: Double { errors == 0 ? 0 : Double(errors) / Double(words) }

  /// Adds an utterance.
  public mutating func add(_ recognized: [String], truth: [String]) {
    words += truth.count
    for step in Self.alignment(of: recognized, truth: truth) {
      switch step {
      case .correct: break
      case .substitution: substitutions += 1
      case .deletion: deletions += 1
      case .insertion: insertions += 1
      }
    }
  }

  /// Adds those of other utterances.
  public mutating func add(_ other: WordErrors) {
    words += other.words
    substitutions += other.substitutions
    deletions += other.deletions
    insertions += other.insertions
  }

  /// From the first word to the last. Of alignments that cost the same, the one with fewer errors is
  /// taken.
  public static func alignment(of recognized: [String], truth: [String]) -> [Step] {
    let width = recognized.count + 1
    var costs = [Cost](repeating: Cost(), count: (truth.count + 1) * width)
    for i in 0...truth.count {
      for j in 0...recognized.count where i + j > 0 {
        costs[i * width + j] =
          [
            i > 0 ? costs[(i - 1) * width + j].adding(3) : nil,
            j > 0 ? costs[i * width + j - 1].adding(3) : nil,
            i > 0 && j > 0
              ? costs[(i - 1) * width + j - 1].adding(truth[i - 1] == recognized[j - 1] ? 0 : 4)
              : nil,
          ].compactMap(\.self).min() ?? Cost()
      }
    }
    var steps: [Step] = []
    var (i, j) = (truth.count, recognized.count)
    while i + j > 0 {
      let cost = costs[i * width + j]
      if i > 0, j > 0 {
        let (word, said) = (truth[i - 1], recognized[j - 1])
        if costs[(i - 1) * width + j - 1].adding(word == said ? 0 : 4) == cost {
          steps.append(word == said ? .correct(word) : .substitution(of: word, by: said))
          (i, j) = (i - 1, j - 1)
          continue
        }
      }
      if i > 0, costs[(i - 1) * width + j].adding(3) == cost {
        steps.append(.deletion(truth[i - 1]))
        i -= 1
      } else {
        steps.append(.insertion(recognized[j - 1]))
        j -= 1
      }
    }
    return steps.reversed()
  }

  private struct Cost: Comparable {
    var weighted = 0
    var errors = 0

    func adding(_ weight: Int) -> Cost {
      Cost(weighted: weighted + weight, errors: errors + (weight > 0 ? 1 : 0))
    }

    static func < (a: Cost, b: Cost) -> Bool { (a.weighted, a.errors) < (b.weighted, b.errors) }
  }
}
