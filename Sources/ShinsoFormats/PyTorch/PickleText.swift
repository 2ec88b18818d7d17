import ShinsoTensor

/// Parses the literals of pickles.
extension PickleMachine {
  /// An integer in two's complement, lowest byte first.
  func integer(_ bytes: [UInt8]) -> PickleNode {
    guard bytes.count <= 8 else { return .largeInteger(bytes) }
    let isNegative = bytes.last.map { $0 >= 0x80 } ?? false
    var value: UInt64 = isNegative ? .max : 0
    for byte in bytes.reversed() { value = value << 8 | UInt64(byte) }
    return .int(Int(Int64(bitPattern: value)))
  }

  /// A decimal integer. Protocol 0 writes booleans as 00 and 01.
  func textInteger(_ line: String, isLong: Bool) throws -> PickleNode {
    if !isLong, line == "00" || line == "01" { return .bool(line == "01") }
    guard let value = Int(line.hasSuffix("L") ? String(line.dropLast()) : line) else {
      throw damaged("a number is not valid")
    }
    return .int(value)
  }

  func textIndex(_ line: String) throws -> Int {
    guard let index = Int(line) else { throw damaged("a number is not valid") }
    return index
  }

  /// Text. Python 2 wrote byte strings the same way, in any encoding.
  func text(_ bytes: [UInt8]) -> PickleNode { .string(String(utf8OrLatin1: bytes)) }

  /// The text without its quotes.
  func quotedText(_ line: String) throws -> String {
    guard line.count >= 2, let quote = line.first, quote == "'" || quote == "\"",
      line.last == quote
    else { throw damaged("a string has no quotes") }
    return try plainText(String(line.dropFirst().dropLast()))
  }

  func plainText(_ line: String) throws -> String {
    guard !line.contains("\\") else {
      throw damaged("it has protocol 0 text with a backslash; save with a later protocol")
    }
    return line
  }
}
