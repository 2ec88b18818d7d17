import ShinsoTensor

/// The fields of a protobuf text message one level deep: `layer { … }`, `name: "LeNet"`. It finds
/// where each begins and ends, and in which line, without knowing a schema; what a field holds is
/// swift-protobuf's business, which says what is wrong but not where.
struct TextFields {
  struct Field {
    let name: String
    /// The line on which it begins, from 1.
    let line: Int
    /// The whole field.
    let range: Range<Int>
    /// What is between its braces.
    let body: Range<Int>?
  }

  private let text: [UInt8]
  private let name: String
  private let end: Int
  private var position: Int
  private var line: Int

  /// The fields in `range` of `text`, whose first line has the number `line`. Error messages call
  /// the text `name`.
  static func fields(
    in text: [UInt8], _ range: Range<Int>, line: Int, name: String
  ) throws -> [Field] {
    var scanner = TextFields(
      text: text, name: name, end: range.upperBound, position: range.lowerBound, line: line)
    var fields: [Field] = []
    while let field = try scanner.next() { fields.append(field) }
    return fields
  }

  private mutating func next() throws -> Field? {
    skipSpace()
    guard position < end else { return nil }
    let (start, line) = (position, line)
    while position < end, isWord(text[position]) { position += 1 }
    guard position > start else { throw unexpected() }
    let name = String(decoding: text[start..<position], as: UTF8.self)
    skipSpace()
    let hasColon = skip(":")
    skipSpace()
    var body: Range<Int>?
    if peek("{") || peek("<") {
      let opening = position
      try skipBlock()
      body = opening + 1..<position - 1
    } else if hasColon {
      try skipValue()
    } else {
      throw unexpected()
    }
    let range = start..<position
    skipSpace()
    if !skip(",") { _ = skip(";") }
    return Field(name: name, line: line, range: range, body: body)
  }

  /// A number, a word, a list, or strings, which may be continued.
  private mutating func skipValue() throws {
    if peek("[") { return try skipBlock() }
    let start = position
    if peek("\"") || peek("'") {
      var isString = true
      while isString {
        try skipString()
        let (after, line) = (position, line)
        skipSpace()
        isString = peek("\"") || peek("'")
        if !isString { (position, self.line) = (after, line) }
      }
    } else {
      while position < end, isWord(text[position]) || peek("+") { position += 1 }
    }
    guard position > start else { throw unexpected() }
  }

  /// From an opening brace or bracket to the one that closes it.
  private mutating func skipBlock() throws {
    let line = line
    var closing: [UInt8] = []
    repeat {
      skipSpace()
      guard position < end else {
        throw InputError(name, "line \(line): this brace is not closed")
      }
      switch text[position] {
      case UInt8(ascii: "{"): closing.append(UInt8(ascii: "}"))
      case UInt8(ascii: "<"): closing.append(UInt8(ascii: ">"))
      case UInt8(ascii: "["): closing.append(UInt8(ascii: "]"))
      case UInt8(ascii: "}"), UInt8(ascii: ">"), UInt8(ascii: "]"):
        guard closing.popLast() == text[position] else { throw unexpected() }
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        try skipString()
        continue
      default: break
      }
      position += 1
    } while !closing.isEmpty
  }

  private mutating func skipString() throws {
    let (quote, line) = (text[position], line)
    position += 1
    while position < end, text[position] != quote, text[position] != UInt8(ascii: "\n") {
      position += text[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard position < end, text[position] == quote else {
      throw InputError(name, "line \(line): this string is not closed")
    }
    position += 1
  }

  /// Spaces and comments.
  private mutating func skipSpace() {
    while position < end {
      switch text[position] {
      case UInt8(ascii: "\n"): line += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 11, 12: break
      case UInt8(ascii: "#"):
        while position < end, text[position] != UInt8(ascii: "\n") { position += 1 }
        continue
      default: return
      }
      position += 1
    }
  }

  private func peek(_ character: Unicode.Scalar) -> Bool {
    position < end && text[position] == UInt8(ascii: character)
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard peek(character) else { return false }
    position += 1
    return true
  }

  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  private func unexpected() -> InputError {
    guard position < end else { return InputError(name, "line \(line): the text ends too early") }
    let character = String(decoding: text[position...].prefix(1), as: UTF8.self)
    return InputError(name, "line \(line): \(quoted(character)) is not expected here")
  }
}
