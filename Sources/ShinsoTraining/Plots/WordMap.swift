import Foundation

/// Words as labeled points of a plane, some of them joined by lines.
public struct WordMap: Sendable {
  public struct Word: Sendable {
    public let text: String
    public let x: Double
    public let y: Double
    public let isEmphasized: Bool

    public init(_ text: String, x: Double, y: Double, isEmphasized: Bool = false) {
      self.text = text
      self.x = x
      self.y = y
      self.isEmphasized = isEmphasized
    }
  }

  public let title: String
  public let words: [Word]
  /// Places in ``words``.
  public let links: [(Int, Int)]

  public init(title: String, words: [Word], links: [(Int, Int)] = []) {
    self.title = title
    self.words = words
    self.links = links
  }

  /// Draws the map as a PNG and an SVG file; if there are no words, nothing. A label that would cover
  /// another is left out, but its point is there; the emphasized words come first, then the others in
  /// their order.
  ///
  /// - Parameter url: its extension is replaced by `png` and by `svg`.
  /// - Throws: `InputError` if a file cannot be written. If gnuplot is missing, it only warns.
  public func write(to url: URL, width: Int = 1000, height: Int = 800) throws {
    if words.isEmpty { return }
    let (left, right, top, bottom) = (70, 24, 50, 44)
    let inner = (width: width - left - right, height: height - top - bottom)
    // Room for the labels beside the outermost points.
    let x = Self.range(words.map(\.x), spare: 0.1)
    let y = Self.range(words.map(\.y), spare: 0.05)
    func share(_ pixels: Int, _ all: Int) -> Double { Double(pixels) / Double(all) }
    var script = [
      "set title \(Plot.quoted(TextWidth.shortened(title, width / 9)))", "unset key",
      "set border 3 linecolor rgb '#999999'", "set tics nomirror textcolor rgb '#777777'",
      "set lmargin screen \(share(left, width))", "set rmargin screen \(1 - share(right, width))",
      "set bmargin screen \(share(bottom, height))", "set tmargin screen \(1 - share(top, height))",
      "set xrange [\(x.lowerBound):\(x.upperBound)]",
      "set yrange [\(y.lowerBound):\(y.upperBound)]",
    ]
    for (a, b) in links {
      script.append(
        "set arrow from \(words[a].x),\(words[a].y) to \(words[b].x),\(words[b].y) nohead "
          + "linewidth 1.5 linecolor rgb '#9ecae1' back")
    }
    var placement = LabelPlacement(width: inner.width, height: inner.height)
    func pixel(_ value: Double, _ range: ClosedRange<Double>, _ count: Int) -> Double {
      (value - range.lowerBound) / (range.upperBound - range.lowerBound) * Double(count)
    }
    for word in words.filter(\.isEmphasized) + words.filter({ !$0.isEmphasized }) {
      let text = TextWidth.shortened(word.text.printable, 30)
      let side = placement.place(
        columns: TextWidth.columns(text), x: pixel(word.x, x, inner.width),
        y: pixel(word.y, y, inner.height))
      guard let side else { continue }
      let color = word.isEmphasized ? Plot.colors[1] : "#222222"
      script.append(
        "set label \(Plot.quoted(text)) at \(word.x),\(word.y) \(side.isRight ? "left" : "right") "
          + "offset \(side.isRight ? 0.6 : -0.6),\(side.isAbove ? 0.5 : -0.5) "
          + "front textcolor rgb '\(color)'")
    }
    script.append("$points << END_OF_DATA")
    script += words.map { "\($0.x) \($0.y) \($0.isEmphasized ? 1 : 0)" }
    script.append("END_OF_DATA")
    script.append(
      "plot $points using 1:2 with points pointtype 7 pointsize 0.6 linecolor rgb '\(Plot.colors[0])'"
    )
    try Plot.draw(script.joined(separator: "\n"), width: width, height: height, to: url)
  }

  /// The range of an axis: that of the values and a part of it more on either side.
  private static func range(_ values: [Double], spare: Double) -> ClosedRange<Double> {
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    let room = most > least ? (most - least) * spare : 1
    return (least - room)...(most + room)
  }
}
