import ShinsoTensor

/// Reads the tokens of JSON text (RFC 8259).
struct JSONScanner {
  private let text: [UInt8]
  private let name: String
  private var position = 0

  init(_ text: [UInt8], name: String) {
    self.text = text
    self.name = name
  }

  /// The next byte, which may be white space.
  var next: UInt8? { position < text.count ? text[position] : nil }

  /// Whether only white space is left.
  var isAtEnd: Bool {
    mutating get {
      skipSpaces()
      return position == text.count
    }
  }

  /// Reads `token` if it comes next.
  mutating func accept(_ token: Unicode.Scalar) -> Bool {
    skipSpaces()
    guard next == UInt8(ascii: token) else { return false }
    position += 1
    return true
  }

  mutating func expect(_ token: Unicode.Scalar) throws {
    guard accept(token) else { throw failure("'\(token)' is missing at byte \(position)") }
  }

  /// A non-negative integer.
  mutating func integer() throws -> Int {
    skipSpaces()
    let start = position
    var value = 0
    while let digit = next, (0x30...0x39).contains(digit) {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(digit - 0x30))
      guard !overflow, !carry else { throw failure("a number is too large at byte \(start)") }
      value = sum
      position += 1
    }
    let hasLeadingZero = position - start > 1 && text[start] == 0x30
    guard position > start, !hasLeadingZero else {
      throw failure("an integer is missing at byte \(start)")
    }
    return value
  }

  mutating func string() throws -> String {
    try expect("\"")
    let start = position
    var bytes: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: bytes, as: UTF8.self) else {
          throw failure("a string is not UTF-8 at byte \(start)")
        }
        return string
      case UInt8(ascii: "\\"): bytes.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw failure("a string has a control character at byte \(position - 1)")
      default: bytes.append(byte)
      }
    }
    throw failure("the string at byte \(start) has no end")
  }

  /// The character that the rest of an escape sequence represents.
  private mutating func escape() throws -> Character {
    guard let byte = next else { throw failure("a string has no end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return Character(Unicode.Scalar(byte))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var units = [try hexadecimal()]
      if UTF16.isLeadSurrogate(units[0]), text[position...].starts(with: [0x5C, 0x75]) {
        position += 2
        units.append(try hexadecimal())
      }
      if let string = String(validating: units, as: UTF16.self), let character = string.first {
        return character
      }
    default: break
    }
    throw failure("an escape sequence is not valid at byte \(position)")
  }

  private mutating func hexadecimal() throws -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("an escape sequence is not valid at byte \(position)")
      }
      value = value << 4 | UInt16(digit)
      position += 1
    }
    return value
  }

  private mutating func skipSpaces() {
    while let byte = next, byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D {
      position += 1
    }
  }

  /// An error that says what is wrong with the header and where.
  func failure(_ what: String) -> InputError {
    InputError(name, "its safetensors header is not valid: \(what)")
  }
}
