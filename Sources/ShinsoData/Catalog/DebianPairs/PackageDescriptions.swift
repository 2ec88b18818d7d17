/// The descriptions of Debian's packages in one language: what apt calls `Translation-LANGUAGE`.
struct PackageDescriptions {
  struct Description {
    let title: String
    /// The running text, without lists and examples.
    let paragraphs: [String]
  }

  /// By the digest of the English description, in the order of the file.
  private(set) var keys: [String] = []
  private(set) var descriptions: [String: Description] = [:]

  init(_ text: String, language: String) {
    let label = "Description-\(language): "
    var key: String?
    var lines: [Substring] = []
    var title: Substring?
    var all = text.split(separator: "\n", omittingEmptySubsequences: false)
    all.append("")
    for line in all {
      if title != nil, line.utf8.first == UInt8(ascii: " ") {
        lines.append(line.dropFirst())
        continue
      }
      if let found = title, let key, descriptions[key] == nil {
        keys.append(key)
        descriptions[key] = Description(
          title: String(found), paragraphs: Self.paragraphs(lines))
      }
      (title, lines) = (nil, [])
      if line.hasPrefix("Description-md5: ") {
        key = String(line.dropFirst(17))
      } else if line.hasPrefix(label) {
        title = line.dropFirst(label.count)
      } else if line.isEmpty {
        key = nil
      }
    }
  }

  /// `.` stands for an empty line, and a line with another space before it is shown as it is.
  private static func paragraphs(_ lines: [Substring]) -> [String] {
    var paragraphs: [String] = []
    var paragraph = ""
    func finish() {
      if !paragraph.isEmpty { paragraphs.append(paragraph) }
      paragraph = ""
    }
    for line in lines {
      if line.first == " " || line == "." || line.isEmpty {
        finish()
      } else {
        paragraph = JapaneseLines.joined(paragraph, String(line))
      }
    }
    finish()
    return paragraphs
  }
}

/// Lines of a paragraph put together.
enum JapaneseLines {
  /// With a space, but none beside kana, kanji and their punctuation.
  static func joined(_ text: String, _ line: String) -> String {
    guard let last = text.unicodeScalars.last, let first = line.unicodeScalars.first else {
      return text + line
    }
    let isWide = last.value > 0x2E80 || first.value > 0x2E80
    return text + (isWide ? "" : " ") + line
  }
}
