import Foundation
import ShinsoTensor

extension ConfusionMatrix {
  /// More classes than this have no place in a picture for their names.
  private static let mostNames = 60
  /// As many classes as are shown of more.
  private static let mostShown = 30

  /// Draws the matrix as a PNG and an SVG file. Each cell is shaded by the fraction of the actual
  /// class that it contains. Of more than 60 classes the thirty most confused ones are shown.
  ///
  /// - Parameter url: its extension is replaced by `png` and by `svg`.
  /// - Throws: `InputError` if a file cannot be written. If gnuplot is missing, it only warns.
  public func plot(to url: URL, title: String = "Confusion matrix") throws {
    let isWhole = classNames.count <= Self.mostNames
    let shown = isWhole ? Array(classNames.indices) : mostConfused(Self.mostShown)
    let count = shown.count
    let names = shown.map { TextWidth.shortened(classNames[$0], 32) }
    let longest = names.map(TextWidth.columns).max() ?? 0
    // In pixels. A letter is about 7 wide; labels are vertical below the matrix and horizontal at
    // the left.
    let cell = max(min(900 / max(count, 1), 56), 16)
    let margin = longest * 8 + 60
    let side = max(count * cell, 240)
    let (width, height) = (margin + side + 130, 60 + side + margin)
    let ticks = names.enumerated().map { "\(Plot.tick($1)) \($0)" }.joined(separator: ", ")
    let part = isWhole ? "" : "; the \(count) most confused of \(classNames.count) classes"
    let right = String(format: ": %.2f%% of %d right", 100 * accuracy, total) + part
    let heading = TextWidth.shortened(title, max(width / 9 - right.count, 20)) + right
    let script = [
      "$matrix << END_OF_DATA",
      shown.map { actual in
        let sum = max(samples[actual], 1)
        return shown.map {
          String(format: "%.4f", Double(self.count(actual, takenFor: $0)) / Double(sum))
        }.joined(separator: " ")
      }.joined(separator: "\n"), "END_OF_DATA",
      "set title \(Plot.quoted(heading))",
      "set lmargin screen \(Double(margin) / Double(width))",
      "set rmargin screen \(Double(margin + side) / Double(width))",
      "set tmargin screen \(1 - 60 / Double(height))",
      "set bmargin screen \(Double(margin) / Double(height))",
      "set xrange [-0.5:\(count).0-0.5]", "set yrange [\(count).0-0.5:-0.5]",
      "set cbrange [0:1]", "set palette defined (0 '#ffffff', 0.5 '#6baed6', 1 '#08306b')",
      "set colorbox", "set cblabel '\(Wording("fraction of the actual class", "実際のクラスでの割合").line)'",
      "set label 1 '\(Wording("predicted class", "予測したクラス").line)' at screen \(Double(margin + side / 2) / Double(width)), "
        + "screen \(16 / Double(height)) center",
      "set label 2 '\(Wording("actual class", "実際のクラス").line)' at screen \(14 / Double(width)), "
        + "screen \(Double(margin + side / 2) / Double(height)) center rotate",
      "unset key",
      "set xtics rotate by 90 right scale 0 (\(ticks))", "set ytics scale 0 (\(ticks))",
      "plot $matrix matrix with image" + (cell >= 24 ? numbers(shown, cell) : ""),
    ]
    try Plot.draw(script.joined(separator: "\n"), width: width, height: height, to: url)
  }

  /// The part of the plot command that writes the counts into the cells, in white on dark cells.
  private func numbers(_ shown: [Int], _ cell: Int) -> String {
    var dark: [String] = []
    var light: [String] = []
    for (row, actual) in shown.enumerated() {
      for (column, predicted) in shown.enumerated() {
        let count = count(actual, takenFor: predicted)
        if count == 0 { continue }
        let line = "\(column) \(row) \(count)"
        if 2 * count > samples[actual] { dark.append(line) } else { light.append(line) }
      }
    }
    let size = cell >= 40 ? 11 : 8
    return [(dark, "#ffffff"), (light, "#202020")].filter { !$0.0.isEmpty }.map { lines, color in
      ", '-' using 1:2:3 with labels font ',\(size)' textcolor rgb '\(color)'"
    }.joined() + "\n"
      + [dark, light].filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\ne\n" }.joined()
  }
}
