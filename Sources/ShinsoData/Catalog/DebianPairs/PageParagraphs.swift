/// The paragraphs of a page of HTML as two of Debian's documents have them, with plain text.
struct PageParagraphs {
  private let bytes: [UInt8]

  init(_ page: String) { bytes = Array(page.utf8) }

  /// LibreOffice's help: `<p id="…">` and headings, by their ids. Paragraphs that are different on
  /// other systems are left out.
  var help: [(id: String, text: String)] {
    elements(["p", "h1", "h2", "h3", "h4", "h5", "h6"], startingWith: " id=\"").compactMap {
      head, body in
      guard find("switchinline", from: body.lowerBound, before: body.upperBound) == nil else {
        return nil
      }
      let id = bytes[head].prefix { $0 != UInt8(ascii: "\"") }
      return (String(decoding: id, as: UTF8.self), text(body))
    }
  }

  /// The Debian Administrator's Handbook: `<div class="para">`, in order.
  var handbook: [String] {
    elements(["div"], startingWith: " class=\"para\"").map { text($0.body) }
  }

  /// What stands between the tags of some elements, and between `attributes` and the first tag's end.
  private func elements(
    _ names: [String], startingWith attributes: String
  ) -> [(head: Range<Int>, body: Range<Int>)] {
    var found: [(Range<Int>, Range<Int>)] = []
    var place = 0
    while let start = find("<", from: place) {
      place = start + 1
      let name = names.first { matches("\($0)\(attributes)", at: place) }
      guard let name else { continue }
      let head = place + name.utf8.count + attributes.utf8.count
      guard let headEnd = find(">", from: head), let end = find("</\(name)>", from: headEnd) else {
        return found
      }
      found.append((head..<headEnd, headEnd + 1..<end))
      place = end
    }
    return found
  }

  private func matches(_ text: String, at place: Int) -> Bool {
    bytes[place...].starts(with: text.utf8)
  }

  private func find(_ text: String, from start: Int, before end: Int? = nil) -> Int? {
    guard let first = text.utf8.first else { return nil }
    var place = start
    while let next = bytes[place..<(end ?? bytes.count)].firstIndex(of: first) {
      if matches(text, at: next) { return next }
      place = next + 1
    }
    return nil
  }

  /// Without tags, with the characters that entities stand for, on one line.
  private func text(_ range: Range<Int>) -> String {
    var plain: [UInt8] = []
    var place = range.lowerBound
    while place < range.upperBound {
      if bytes[place] == UInt8(ascii: "<") {
        place = (find(">", from: place, before: range.upperBound) ?? range.upperBound - 1) + 1
      } else if bytes[place] == UInt8(ascii: "&"),
        let end = bytes[place..<min(place + 10, range.upperBound)].firstIndex(
          of: UInt8(ascii: ";")),
        let character = Self.character(String(decoding: bytes[(place + 1)..<end], as: UTF8.self))
      {
        plain += Array(character.utf8)
        place = end + 1
      } else {
        plain.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: plain, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
  }

  private static func character(_ entity: String) -> String? {
    switch entity {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "quot": return "\""
    case "nbsp": return " "
    default:
      guard entity.hasPrefix("#") else { return nil }
      let digits = entity.dropFirst()
      let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return code.flatMap(Unicode.Scalar.init).map { String($0) }
    }
  }
}
