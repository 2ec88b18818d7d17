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

  /// Draws the map as a PNG and an SVG file. If there are no words, nothing is drawn.
  ///
  /// - Parameter url: its extension is replaced by `png` and by `svg`.
  /// - Throws: `InputError` if a file cannot be written. If gnuplot is missing, it only warns.
  public func write(to url: URL, width: Int = 1000, height: Int = 800) throws {
    if words.isEmpty { return }
    var script = [
      "set title \(Plot.quoted(TextWidth.shortened(title, width / 9)))", "unset key",
      "set border 3 linecolor rgb '#999999'", "set tics nomirror textcolor rgb '#777777'",
      // Room for the labels beside the outermost points.
      "set offsets graph 0.05, graph 0.1, graph 0.05, graph 0.05",
    ]
    for (a, b) in links {
      script.append(
        "set arrow from \(words[a].x),\(words[a].y) to \(words[b].x),\(words[b].y) nohead "
          + "linewidth 1.5 linecolor rgb '#9ecae1' back")
    }
    for word in words {
      let color = word.isEmphasized ? Plot.colors[1] : "#222222"
      script.append(
        "set label \(Plot.quoted(TextWidth.shortened(word.text, 30))) at \(word.x),\(word.y) left "
          + "offset 0.6,0.3 textcolor rgb '\(color)'")
    }
    script.append("$points << END_OF_DATA")
    script += words.map { "\($0.x) \($0.y) \($0.isEmphasized ? 1 : 0)" }
    script.append("END_OF_DATA")
    script.append(
      "plot $points using 1:2 with points pointtype 7 pointsize 0.6 linecolor rgb '\(Plot.colors[0])'"
    )
    try Plot.draw(script.joined(separator: "\n"), width: width, height: height, to: url)
  }
}
