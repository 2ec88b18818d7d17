import Foundation

/// How often samples of each class were assigned to each class. Only pairs of classes that occur take
/// memory, so that there may be many classes.
public struct ConfusionMatrix: Sendable, Hashable {
  private struct Pair: Hashable {
    let actual: Int
    let predicted: Int
  }

  /// More classes than this have no ``counts``.
  public static let largestTable = 2000

  public let classNames: [String]
  private var pairs: [Pair: Int] = [:]
  /// The number of samples of each class.
  private(set) var samples: [Int]
  /// The number of samples that were assigned to each class.
  private var predicted: [Int]
  /// The number of samples of each class that were assigned to it.
  private var right: [Int]
  /// The number of samples of each class that were assigned to no class because the network's
  /// output was NaN.
  public private(set) var untold: [Int]

  public init(classNames: [String]) {
    self.classNames = classNames
    let zeros = Array(repeating: 0, count: classNames.count)
    (samples, predicted, right, untold) = (zeros, zeros, zeros, zeros)
  }

  /// Counts one sample. If `predicted` is nil, it was assigned to no class, which counts as wrong.
  public mutating func add(actual: Int, predicted: Int?) {
    samples[actual] += 1
    guard let predicted else {
      untold[actual] += 1
      return
    }
    pairs[Pair(actual: actual, predicted: predicted), default: 0] += 1
    self.predicted[predicted] += 1
    if actual == predicted { right[actual] += 1 }
  }

  /// The number of samples of one class that were assigned to another, or to itself.
  func count(_ actual: Int, takenFor predicted: Int) -> Int {
    pairs[Pair(actual: actual, predicted: predicted)] ?? 0
  }

  /// `counts[actual][predicted]`, for at most ``largestTable`` classes.
  public var counts: [[Int]] {
    let count = classNames.count
    precondition(count <= Self.largestTable, "ConfusionMatrix: a table of \(count) classes")
    var rows = Array(repeating: Array(repeating: 0, count: count), count: count)
    for (pair, count) in pairs { rows[pair.actual][pair.predicted] = count }
    return rows
  }

  /// The number of samples counted.
  public var total: Int { samples.reduce(0, +) }

  /// The number of samples on the diagonal.
  public var correct: Int { right.reduce(0, +) }

  /// The fraction of the samples that was recognized; 0 if there are none.
  public var accuracy: Double { total == 0 ? 0 : Double(correct) / Double(total) }

  /// Precision, recall and F1 of each class.
  public var scores: [ClassScore] {
    classNames.indices.map { label in
      ClassScore(
        name: classNames[label], samples: samples[label], predicted: predicted[label],
        right: right[label])
    }
  }

  /// All pairs of classes that occur, most frequent first; those with equal counts by their classes.
  public var cells: [(actual: Int, predicted: Int, count: Int)] {
    pairs.map { (actual: $0.key.actual, predicted: $0.key.predicted, count: $0.value) }
      .sorted { ($1.count, $0.actual, $0.predicted) < ($0.count, $1.actual, $1.predicted) }
  }

  /// The most frequent confusions, most frequent first.
  public func worst(_ limit: Int) -> [(actual: Int, predicted: Int, count: Int)] {
    Array(cells.lazy.filter { $0.actual != $0.predicted }.prefix(limit))
  }

  /// The classes of the most frequent confusions, as many as given at most, in their order; without
  /// confusions, the first classes with samples.
  package func mostConfused(_ limit: Int) -> [Int] {
    var chosen: Set<Int> = []
    for cell in cells where cell.actual != cell.predicted {
      let grown = chosen.union([cell.actual, cell.predicted])
      if grown.count > limit { break }
      chosen = grown
    }
    return chosen.isEmpty
      ? Array(samples.indices.filter { samples[$0] > 0 }.prefix(limit)) : chosen.sorted()
  }

  /// For up to 30 classes, a table with a row for each actual and a column for each predicted
  /// class, and the fraction of each class that was recognized, counting samples assigned to no
  /// class. For more classes, the twenty most frequent confusions.
  public var table: String {
    guard classNames.count <= 30 else {
      return worst(20).map {
        "\($0.count) x \(classNames[$0.actual]) taken for \(classNames[$0.predicted])"
      }.joined(separator: "\n")
    }
    let numbers = classNames.indices.map(String.init)
    let counts = counts
    let width = max(
      numbers.last?.count ?? 1, String(counts.joined().max() ?? 0).count)
    let names = zip(numbers, classNames).map { "\($0) \($1)" }
    let nameWidth = names.map(TextWidth.columns).max() ?? 0
    let header =
      [String(repeating: " ", count: nameWidth)] + numbers.map { TextWidth.right($0, width) }
    let rows = classNames.indices.map { actual in
      let row = counts[actual]
      let sum = samples[actual]
      let part = sum == 0 ? "-" : String(format: "%.1f%%", 100 * Double(row[actual]) / Double(sum))
      return [TextWidth.left(names[actual], nameWidth)]
        + row.map { TextWidth.right(String($0), width) } + [TextWidth.right(part, 6)]
    }
    return ([header] + rows).map { $0.joined(separator: "  ") }.joined(separator: "\n")
  }
}
