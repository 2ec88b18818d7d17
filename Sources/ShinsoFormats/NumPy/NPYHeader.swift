import ShinsoTensor

/// What comes before the elements in an npy file: a magic number, a version and a Python dictionary
/// (NumPy Enhancement Proposal 1 and the documentation of `numpy.lib.format`).
struct NPYHeader: Hashable {
  /// NumPy's notation for the element type, such as `<f4`.
  var descriptor: String
  var isFortranOrder = false
  var shape: [Int]

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// NumPy itself writes a few hundred bytes.
  private static let maximumLength = 1 << 20

  /// Reads a header from the start of an npy file. `next` returns the next bytes.
  static func read(name: String, _ next: (Int) throws -> [UInt8]) throws -> NPYHeader {
    let start = try next(8)
    guard start.starts(with: magic) else { throw InputError(name, "is not an npy array") }
    let version = start[6]
    guard (1...3).contains(version) else {
      throw InputError(
        name, "has npy version \(version).\(start[7]); only 1.0 to 3.0 are supported")
    }
    var lengthReader = ByteReader(try next(version == 1 ? 2 : 4), name: name)
    let length =
      try version == 1 ? lengthReader.length(UInt16.self) : lengthReader.length(UInt32.self)
    guard length <= maximumLength else {
      throw InputError(name, "is damaged: its npy header has \(counted(length, "byte"))")
    }
    var parser = NPYHeaderParser(try next(length), name: name)
    return try parser.parse()
  }

  /// Reads a header from the start of the npy file `source`, through `stream`.
  static func read(from stream: SourceStream, in source: any ByteSource) throws -> NPYHeader {
    try read(name: source.name) { count in
      try source.checkRange(at: source.size - stream.remaining, count: count)
      return try stream.bytes(count)
    }
  }

  /// The header as NumPy writes it. The elements after it start at a multiple of 64 bytes.
  var bytes: [UInt8] {
    let dims = shape.map(String.init).joined(separator: ", ")
    let tuple = shape.count == 1 ? "(\(dims),)" : "(\(dims))"
    let dictionary = Array(
      "{'descr': '\(descriptor)', 'fortran_order': \(isFortranOrder ? "True" : "False"), 'shape': \(tuple), }"
        .utf8)
    let isShort = dictionary.count + 1 + 64 <= 0xFFFF
    let prefixCount = isShort ? 10 : 12
    let length = (prefixCount + dictionary.count + 1 + 63) / 64 * 64 - prefixCount
    var bytes = Self.magic + [isShort ? 1 : 2, 0]
    if isShort {
      bytes.append(littleEndian: UInt16(length))
    } else {
      bytes.append(littleEndian: UInt32(length))
    }
    let padding = repeatElement(UInt8(ascii: " "), count: length - dictionary.count - 1)
    return bytes + dictionary + padding + [0x0A]
  }
}

/// Parses the Python dictionary of an npy header; it accepts only the literals that NumPy writes
/// there.
private struct NPYHeaderParser {
  private let text: [UInt8]
  private let name: String
  private var position = 0

  init(_ text: [UInt8], name: String) {
    self.text = text
    self.name = name
  }

  mutating func parse() throws -> NPYHeader {
    var descriptor: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while !accept("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where descriptor == nil: descriptor = try elementDescription()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
      case "shape" where shape == nil: shape = try tuple()
      default: throw damaged("an unexpected or repeated entry \(quoted(key))")
      }
      if !accept(",") {
        try expect("}")
        break
      }
    }
    skipSpaces()
    guard position == text.count else { throw damaged("there is text after the dictionary") }
    guard let descriptor, let isFortranOrder, let shape else {
      throw damaged("an entry is missing")
    }
    return NPYHeader(descriptor: descriptor, isFortranOrder: isFortranOrder, shape: shape)
  }

  /// The code of a type, or the text of a list of record fields as it stands.
  private mutating func elementDescription() throws -> String {
    skipSpaces()
    let start = position
    guard accept("[") else { return try string() }
    var depth = 1
    while depth > 0 {
      skipSpaces()
      guard position < text.count else { throw damaged("a list has no end") }
      switch text[position] {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        _ = try string()
        continue
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"): depth -= 1
      default: break
      }
      position += 1
    }
    return String(decoding: text[start..<position], as: UTF8.self)
  }

  private mutating func string() throws -> String {
    skipSpaces()
    guard position < text.count,
      text[position] == UInt8(ascii: "'") || text[position] == UInt8(ascii: "\"")
    else { throw damaged("a string is missing") }
    let quote = text[position]
    guard let end = text[(position + 1)...].firstIndex(of: quote) else {
      throw damaged("a string has no end")
    }
    defer { position = end + 1 }
    return String(decoding: text[(position + 1)..<end], as: UTF8.self)
  }

  private mutating func boolean() throws -> Bool {
    if accept("True") { return true }
    if accept("False") { return false }
    throw damaged("True or False is expected")
  }

  private mutating func tuple() throws -> [Int] {
    try expect("(")
    var values: [Int] = []
    while !accept(")") {
      values.append(try integer())
      if !accept(",") {
        // A Python tuple with one element has a comma.
        guard values.count > 1 else { throw damaged("the shape is not a tuple") }
        try expect(")")
        break
      }
    }
    return values
  }

  private mutating func integer() throws -> Int {
    skipSpaces()
    var value = 0
    let start = position
    while position < text.count, (0x30...0x39).contains(text[position]) {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(text[position] - 0x30))
      guard !overflow, !carry else { throw damaged("a size in the shape is too large") }
      value = sum
      position += 1
    }
    guard position > start else { throw damaged("a size in the shape is not a number") }
    // Python 2 added an L to long integers.
    _ = accept("L")
    return value
  }

  private mutating func accept(_ token: StaticString) -> Bool {
    skipSpaces()
    let token = String(describing: token).utf8
    guard text[position...].starts(with: token) else { return false }
    position += token.count
    return true
  }

  private mutating func expect(_ token: StaticString) throws {
    guard accept(token) else { throw damaged("'\(token)' is missing") }
  }

  private mutating func skipSpaces() {
    while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
  }

  private func damaged(_ what: String) -> InputError {
    InputError(name, "its npy header is not valid: \(what)")
  }
}
