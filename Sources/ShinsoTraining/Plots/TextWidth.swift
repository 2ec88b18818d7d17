/// The width of text in columns of a terminal or a plot, where a Japanese character takes two.
package enum TextWidth {
  /// The number of columns that the text takes.
  package static func columns(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + columns($1) }
  }

  /// The text shortened to `limit` columns, with a mark where it was cut.
  package static func shortened(_ text: String, _ limit: Int) -> String {
    guard columns(text) > limit else { return text }
    var kept = ""
    var width = 1
    for character in text {
      width += columns(String(character))
      if width > limit { break }
      kept.append(character)
    }
    return kept + "…"
  }

  /// The text in up to `lines` lines of `width` columns, divided after a space, a hyphen or an
  /// underscore if there is one in the second half of a line. The last line is shortened if need be.
  package static func wrapped(_ text: String, _ width: Int, lines: Int) -> [String] {
    guard lines > 1, columns(text) > width else { return [shortened(text, width)] }
    var end = text.startIndex
    var used = 0
    while end < text.endIndex {
      used += columns(String(text[end]))
      if used > width { break }
      end = text.index(after: end)
    }
    let line = text[..<end]
    if let gap = line.lastIndex(where: { " -_".contains($0) }),
      2 * columns(String(line[...gap])) >= width
    {
      end = text.index(after: gap)
    }
    // A single character may be wider than the line.
    if end == text.startIndex { end = text.index(after: end) }
    let first = text[..<end].last == " " ? text[..<end].dropLast() : text[..<end]
    let rest = text[end...].drop { $0 == " " }
    return [String(first)] + wrapped(String(rest), width, lines: lines - 1)
  }

  package static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - columns(text), 0))
  }

  package static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(width - columns(text), 0)) + text
  }

  /// Unicode's East Asian wide and fullwidth ranges, and combining marks.
  private static func columns(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x300..<0x370, 0x200B..<0x2010, 0x3099...0x309A: 0
    case 0x1100..<0x1160, 0x2E80..<0x303F, 0x3041..<0xA4D0, 0xAC00..<0xD7A4, 0xF900..<0xFB00,
      0xFE30..<0xFE70, 0xFF00..<0xFF61, 0xFFE0..<0xFFE7, 0x1F300..<0x1F650, 0x20000..<0x3FFFE:
      2
    default: 1
    }
  }
}
