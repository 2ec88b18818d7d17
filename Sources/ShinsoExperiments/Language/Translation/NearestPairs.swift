import ShinsoData
import ShinsoTraining

/// The baseline of a translator that learned nothing: each source is taken for the nearest of some
/// known pairs, by the characters in common.
struct NearestPairs {
  /// Of each source: the target of the first of the nearest known pairs.
  let targets: [String]

  /// Comparing two sources takes the product of their lengths. More than this is no matter of seconds.
  static let mostWork = 1_000_000_000

  /// nil if there are no known pairs, or so many characters that it would take long.
  init?(of sources: [String], among known: [SentencePair]) {
    // Numbers are compared faster than characters.
    var numbers: [Character: Int32] = [:]
    func encode(_ text: String) -> [Int32] {
      text.filter { !$0.isWhitespace }.map { character in
        if let number = numbers[character] { return number }
        numbers[character] = Int32(numbers.count)
        return Int32(numbers.count - 1)
      }
    }
    let (all, own) = (known.map { encode($0.source) }, sources.map(encode))
    func length(_ texts: [[Int32]]) -> Int { texts.reduce(0) { $0 + $1.count } }
    let (work, isEndless) = length(all).multipliedReportingOverflow(by: length(own))
    guard !known.isEmpty, !isEndless, work <= Self.mostWork else { return nil }
    let progress = ProgressReporter(
      title: "the nearest known pairs", total: sources.count, unit: "sentences")
    defer { progress.finish() }
    targets = own.enumerated().map { place, source in
      let common = all.map { other in
        Double(CommonSubsequence.length(source, other)) / Double(max(source.count, other.count, 1))
      }
      progress.update(place + 1)
      let best = common.indices.max { (common[$0], $1) < (common[$1], $0) }
      return best.map { known[$0].target } ?? ""
    }
  }
}
