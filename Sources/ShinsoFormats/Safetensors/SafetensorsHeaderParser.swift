import ShinsoTensor

/// Parses the JSON header of a safetensors file. The header always has the same form, an object of
/// flat objects, so no recursion is needed. Repeated names are detected, which general JSON parsers
/// hide.
struct SafetensorsHeaderParser {
  struct Header {
    var entries: [SafetensorsEntry] = []
    var metadata: [String: String] = [:]
  }

  private var scanner: JSONScanner

  init(_ text: [UInt8], name: String) { scanner = JSONScanner(text, name: name) }

  mutating func parse() throws -> Header {
    var header = Header()
    var names: Set<ExactName> = []
    // The format requires the brace as the first byte, so that nothing can hide before it.
    guard scanner.next == UInt8(ascii: "{") else { throw scanner.failure("'{' must come first") }
    try object { parser, key in
      guard names.insert(ExactName(key)).inserted else {
        throw parser.scanner.failure("\(quoted(key)) is repeated")
      }
      if key == "__metadata__" {
        try parser.object { parser, key in
          let text = try parser.scanner.string()
          guard header.metadata.updateValue(text, forKey: key) == nil else {
            throw parser.scanner.failure("\(quoted(key)) is repeated")
          }
        }
      } else {
        header.entries.append(try parser.entry(named: key))
      }
    }
    guard scanner.isAtEnd else { throw scanner.failure("something follows the last '}'") }
    return header
  }

  private mutating func entry(named name: String) throws -> SafetensorsEntry {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try object { parser, key in
      switch key {
      case "dtype" where type == nil:
        type = try parser.scanner.string()
      case "shape" where shape == nil: shape = try parser.integers()
      case "data_offsets" where offsets == nil: offsets = try parser.integers()
      default:
        throw parser.scanner.failure("\(quoted(name)) has an unexpected or repeated \(quoted(key))")
      }
    }
    guard let type, let shape, let offsets, offsets.count == 2 else {
      throw scanner.failure("\(quoted(name)) needs a dtype, a shape and two data_offsets")
    }
    return SafetensorsEntry(
      name: name, type: type, shape: shape, start: offsets[0], end: offsets[1])
  }

  /// Parses an object; `body` parses the value of each key.
  private mutating func object(
    _ body: (inout SafetensorsHeaderParser, String) throws -> Void
  ) throws {
    try scanner.expect("{")
    if scanner.accept("}") { return }
    repeat {
      let key = try scanner.string()
      try scanner.expect(":")
      try body(&self, key)
    } while scanner.accept(",")
    try scanner.expect("}")
  }

  private mutating func integers() throws -> [Int] {
    try scanner.expect("[")
    if scanner.accept("]") { return [] }
    var values: [Int] = []
    repeat { values.append(try scanner.integer()) } while scanner.accept(",")
    try scanner.expect("]")
    return values
  }
}
