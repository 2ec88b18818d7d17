/// The running text of a manual page that uses the macros of `man(7)`.
///
/// Paragraphs are kept; headings, list tags, tables and examples are not. A paragraph that contains
/// something unknown (a conditional, or a macro or string defined by the page) is left out as a
/// whole, because the text would have a gap. Pages that use the macros of `mdoc(7)` give no
/// paragraphs.
struct ManualPage {
  /// One line per paragraph, in order.
  private(set) var paragraphs: [String] = []

  private var lines: [String] = []
  private var isUnderstood = true
  /// The requests that end the part being skipped; nil if nothing is being skipped.
  private var skipEnd: Set<Substring>?
  private var isTagNext = false

  private static let words: Set<Substring> = ["B", "I", "SM", "SB"]
  private static let alternating: Set<Substring> = ["BI", "BR", "IB", "IR", "RB", "RI"]
  private static let headings: Set<Substring> = ["SH", "SS", "TH"]
  private static let breaks: Set<Substring> = [
    "HP", "IP", "LP", "P", "PP", "RE", "RS", "TP", "TQ", "br", "sp", "in", "ti", "Sp",
  ]
  /// Layout requests, which are not part of the text.
  private static let silent: Set<Substring> = [
    "", "PD", "UC", "IX", "ad", "ft", "hy", "na", "ne", "nh", "ns", "ta", "fam",
  ]
  private static let blocks: [Substring: Set<Substring>] = [
    "nf": ["fi"], "EX": ["EE"], "Vb": ["Ve"], "TS": ["TE"], "CW": ["CE"],
  ]

  init(_ source: String) {
    for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix(".Dd") || line.hasPrefix(".Sh") {
        paragraphs = []
        return
      }
      read(line)
    }
    endParagraph()
  }

  private mutating func read(_ line: Substring) {
    guard let first = line.first, first == "." || first == "'" else {
      if skipEnd == nil { readText(line) }
      return
    }
    let request = line.dropFirst().drop { $0 == " " || $0 == "\t" }
    let name = request.prefix { $0 != " " && $0 != "\t" && $0 != "\\" }
    if let end = skipEnd {
      guard end.contains(name) || Self.headings.contains(name) && !end.contains(".") else { return }
      skipEnd = nil
      if end.contains(name) { return }
    }
    readRequest(name, request.dropFirst(name.count))
  }

  private mutating func readText(_ line: Substring) {
    if line.allSatisfy(\.isWhitespace) { return endParagraph() }
    if isTagNext {
      isTagNext = false
      return
    }
    append(line)
  }

  private mutating func readRequest(_ name: Substring, _ rest: Substring) {
    if Self.words.contains(name) || Self.alternating.contains(name) {
      let words = Self.arguments(rest)
      // Without arguments the macro applies to the next line.
      guard !words.isEmpty else { return }
      if isTagNext {
        isTagNext = false
      } else {
        append(words.joined(separator: Self.words.contains(name) ? " " : "")[...])
      }
    } else if Self.breaks.contains(name) || Self.headings.contains(name) {
      endParagraph()
      isTagNext = name == "TP" || name == "TQ"
    } else if let end = Self.blocks[name] {
      endParagraph()
      skipEnd = end
    } else if name == "de" || name == "ig" || name == "am" {
      skipEnd = ["."]
    } else if !Self.silent.contains(name) {
      isUnderstood = false
    }
  }

  private mutating func append(_ line: Substring) {
    guard let text = RoffEscapes.plain(line) else {
      isUnderstood = false
      return
    }
    lines.append(text)
  }

  private mutating func endParagraph() {
    let text = Self.squeezed(lines.joined(separator: " "))
    if isUnderstood, !text.isEmpty { paragraphs.append(text) }
    lines = []
    isUnderstood = true
    isTagNext = false
  }

  /// The words of a request. A quoted word may contain spaces.
  private static func arguments(_ rest: Substring) -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    var isEscaped = false
    for character in rest {
      if isEscaped {
        word = (word ?? "") + "\\\(character)"
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
        word = word ?? ""
      } else if !isQuoted, character == " " || character == "\t" {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return words
  }

  /// Collapses each run of spaces into one, and removes spaces between Japanese characters, where a
  /// line break in the source means nothing.
  private static func squeezed(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var isAfterSpace = false
    for scalar in text.unicodeScalars {
      if scalar == " " || scalar == "\t" {
        isAfterSpace = true
        continue
      }
      if isAfterSpace, let last = result.last, !(isWide(last) && isWide(scalar)) {
        result.append(" ")
      }
      isAfterSpace = false
      result.append(scalar)
    }
    return String(result)
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    (0x2E80...0x9FFF).contains(scalar.value) || (0xF900...0xFAFF).contains(scalar.value)
      || (0xFF00...0xFF60).contains(scalar.value)
  }
}
