import ShinsoExperiments
import ShinsoTraining

/// Which words each word of a translation was made from, for a terminal.
struct AlignmentTable {
  private let translation: Translation

  init(_ translation: Translation) { self.translation = translation }

  /// Each word that was written, and those that were looked at most, until they make up four fifths.
  var lines: [String] {
    Table(
      ["WRITTEN", "LOOKED AT"],
      zip(translation.tokens, translation.weights).map { token, weights in
        let order = weights.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
        var (sum, shown) = (Float(0), [String]())
        for place in order where sum < 0.8 {
          sum += weights[place]
          shown.append(
            "\(translation.source[place].printable) \(Int((100 * weights[place]).rounded())) %")
        }
        return [token.printable, shown.joined(separator: ", ")]
      }
    ).lines
  }
}
