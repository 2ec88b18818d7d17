import Foundation
import ShinsoTensor

/// How often samples of each class were assigned to each class. Only pairs of classes that occur take
/// memory, so that there may be many classes.
public struct ConfusionMatrix: Sendable, Hashable {
  private struct Pair: Hashable {
    let actual: Int
    let predicted: Int
  }

  /// More classes than this have no picture and no ``counts``.
  public static let largestTable = 2000

  public let classNames: [String]
  private var pairs: [Pair: Int] = [:]
  /// The number of samples of each class.
  private var samples: [Int]
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

  /// Draws the matrix as a PNG and an SVG file. Each cell is shaded by the fraction of the actual
  /// class that it contains.
  ///
  /// - Parameter url: its extension is replaced by `png` and by `svg`.
  /// - Throws: `InputError` if a file cannot be written, or for more than ``largestTable`` classes.
  ///   If gnuplot is missing, it only warns.
  public func plot(to url: URL, title: String = "Confusion matrix") throws {
    let count = classNames.count
    guard count <= Self.largestTable else {
      throw InputError(
        url.relativePath,
        "cannot show a confusion matrix of \(count) classes; it may have \(Self.largestTable)")
    }
    let showsNames = count <= 60
    let longest = showsNames ? classNames.map(TextWidth.columns).max() ?? 0 : 4
    // In pixels. A letter is about 7 wide; labels are vertical below the matrix and horizontal at
    // the left.
    let cell = max(min(900 / max(count, 1), 56), showsNames ? 16 : 1)
    let margin = min(longest, 32) * 8 + 60
    let side = max(count * cell, 240)
    let (width, height) = (margin + side + 130, 60 + side + margin)
    func ticks() -> String {
      let names = classNames.map { TextWidth.shortened($0, 32) }
      return names.enumerated().map { "\(Plot.tick($1)) \($0)" }.joined(separator: ", ")
    }
    var script = [
      "$matrix << END_OF_DATA",
      counts.enumerated().map { actual, row in
        let sum = max(samples[actual], 1)
        return row.map { String(format: "%.4f", Double($0) / Double(sum)) }
          .joined(separator: " ")
      }.joined(separator: "\n"), "END_OF_DATA",
      "set title \(Plot.quoted(titleLine(title)))",
      "set lmargin screen \(Double(margin) / Double(width))",
      "set rmargin screen \(Double(margin + side) / Double(width))",
      "set tmargin screen \(1 - 60 / Double(height))",
      "set bmargin screen \(Double(margin) / Double(height))",
      "set xrange [-0.5:\(count).0-0.5]", "set yrange [\(count).0-0.5:-0.5]",
      "set cbrange [0:1]", "set palette defined (0 '#ffffff', 0.5 '#6baed6', 1 '#08306b')",
      "set colorbox", "set cblabel 'fraction of the actual class'",
      "set label 1 'predicted class' at screen \(Double(margin + side / 2) / Double(width)), "
        + "screen \(16 / Double(height)) center",
      "set label 2 'actual class' at screen \(14 / Double(width)), "
        + "screen \(Double(margin + side / 2) / Double(height)) center rotate",
      "unset key",
    ]
    if showsNames {
      script += [
        "set xtics rotate by 90 right scale 0 (\(ticks()))", "set ytics scale 0 (\(ticks()))",
      ]
    }
    script.append("plot $matrix matrix with image" + (cell >= 24 ? numbers(cell) : ""))
    try Plot.draw(script.joined(separator: "\n"), width: width, height: height, to: url)
  }

  private func titleLine(_ title: String) -> String {
    title + String(format: ": %.2f%% of %d right", 100 * accuracy, total)
  }

  /// The part of the plot command that writes the counts into the cells, in white on dark cells.
  private func numbers(_ cell: Int) -> String {
    var dark: [String] = []
    var light: [String] = []
    for (actual, row) in counts.enumerated() {
      let sum = samples[actual]
      for (predicted, count) in row.enumerated() where count > 0 {
        let line = "\(predicted) \(actual) \(count)"
        if 2 * count > sum { dark.append(line) } else { light.append(line) }
      }
    }
    let size = cell >= 40 ? 11 : 8
    return [(dark, "#ffffff"), (light, "#202020")].filter { !$0.0.isEmpty }.map { lines, color in
      ", '-' using 1:2:3 with labels font ',\(size)' textcolor rgb '\(color)'"
    }.joined() + "\n"
      + [dark, light].filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\ne\n" }.joined()
  }
}
