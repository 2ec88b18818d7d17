import Foundation

/// Where a translator looked as it wrote each word: Bahdanau et al., ICLR 2015, figure 3.
public struct AlignmentPlot: Sendable {
  /// Words that were read, along the top, and written, down the side.
  private let source: [String]
  private let target: [String]
  /// For each word written, the weight of each word read.
  private let weights: [[Float]]

  public init(source: [String], target: [String], weights: [[Float]]) {
    self.source = source
    self.target = target
    self.weights = weights
  }

  /// Draws it as a PNG and an SVG file. White is the largest weight, black 0: where a
  /// sentence is long, none comes near 1.
  ///
  /// - Parameter url: its extension is replaced by `png` and by `svg`.
  /// - Throws: `InputError` if a file cannot be written. If gnuplot is missing, it only warns.
  public func write(to url: URL) throws {
    func names(_ words: [String]) -> [String] {
      words.map { TextWidth.shortened($0.printable, 24) }
    }
    let (columns, rows) = (names(source), names(target))
    func widest(_ words: [String]) -> Int { words.map(TextWidth.columns).max() ?? 1 }
    let cell = min(max(1400 / max(columns.count, rows.count, 1), 14), 40)
    // Words above that are wider than a cell are turned.
    let turns = 9 * widest(columns) > cell
    let (left, top) = (24 + 9 * widest(rows), turns ? 24 + 9 * widest(columns) : 36)
    let right = left + columns.count * cell
    // The key of the shades and its numbers, which are as wide for any number of words.
    let width = right + 100
    let height = top + rows.count * cell + 20
    func ticks(_ words: [String]) -> String {
      words.enumerated().map { "\(Plot.tick($1)) \($0)" }.joined(separator: ", ")
    }
    let largest = weights.joined().max().map { $0 > 0 ? $0 : 1 } ?? 1
    let script = [
      "$weights << END_OF_DATA",
      weights.map { $0.map { String(format: "%.4f", $0) }.joined(separator: " ") }
        .joined(separator: "\n"), "END_OF_DATA",
      "set lmargin screen \(Double(left) / Double(width))",
      "set rmargin screen \(Double(right) / Double(width))",
      "set tmargin screen \(1 - Double(top) / Double(height))",
      "set bmargin screen \(20 / Double(height))",
      "set xrange [-0.5:\(columns.count).0-0.5]", "set yrange [\(rows.count).0-0.5:-0.5]",
      "set cbrange [0:\(largest)]", "set palette gray gamma 1", "unset key",
      "set border linewidth 0.5",
      "set colorbox user origin screen \(Double(right + 16) / Double(width)), "
        + "screen \(20 / Double(height)) size screen \(16 / Double(width)), "
        + "screen \(Double(rows.count * cell) / Double(height))",
      "unset xtics", "set x2range [-0.5:\(columns.count).0-0.5]",
      "set x2tics \(turns ? "rotate by 90 left" : "") scale 0 (\(ticks(columns)))",
      "set ytics scale 0 (\(ticks(rows)))",
      "plot $weights matrix with image",
    ]
    try Plot.draw(script.joined(separator: "\n"), width: width, height: height, to: url)
  }
}
