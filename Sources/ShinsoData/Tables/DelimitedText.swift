import ShinsoFormats
import ShinsoTensor

/// The rows of a text file whose fields are divided by commas, tabs or semicolons, with quotes as in
/// RFC 4180. Tables and lists are read by it alone.
struct DelimitedText {
  struct Row {
    /// At which the row starts.
    let line: Int
    var fields: [String]
    /// Whether any of them stood in quotes.
    var isQuoted = false
  }

  private(set) var rows: [Row]
  let separator: UInt8

  private static let separators = [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")]
  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")

  /// - Throws: `InputError` naming the file and the line of a quote that is not closed.
  init(_ bytes: [UInt8], name: String) throws {
    try self.init(text: TextDecoder(name: name).decodeTable(bytes), name: name)
  }

  /// - Parameter separator: nil for the one that divides the lines into equally many fields.
  init(text: String, name: String, separator: UInt8? = nil) throws {
    var bytes = Array(text.utf8)[...]
    var first = 1
    var said: UInt8?
    if let (own, rest) = Self.separatorLine(bytes) {
      (said, bytes, first) = (own, rest, 2)
    }
    let separator = separator ?? said ?? Self.separator(of: bytes)
    self.separator = separator
    rows = try Self.parse(bytes, separator, from: first, name)
    rows.removeAll { $0.fields.count > 1 && $0.fields.allSatisfy(\.isBlank) }
    dropEmptyLastColumns()
  }

  /// The separator that a first line `sep=;` names, as Excel writes it, and what follows that line.
  private static func separatorLine(
    _ bytes: ArraySlice<UInt8>
  ) -> (separator: UInt8, rest: ArraySlice<UInt8>)? {
    let line = bytes.prefix { $0 != newline }
    let text = line.filter { $0 != quote }
    guard text.count == 5, text.prefix(4).elementsEqual("sep=".utf8), let last = text.last else {
      return nil
    }
    return (last, bytes[line.endIndex...].dropFirst())
  }

  /// The separator that occurs equally often in the first lines, outside quotes, or else the one that is
  /// most frequent in the first.
  private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
    var counts = [[Int]](repeating: [], count: separators.count)
    var line = [Int](repeating: 0, count: separators.count)
    var isQuoted = false
    var isEmpty = true
    func end() {
      if !isEmpty { for place in counts.indices { counts[place].append(line[place]) } }
      line = [Int](repeating: 0, count: separators.count)
      isEmpty = true
    }
    for byte in bytes {
      if byte == newline, !isQuoted {
        end()
        if counts[0].count == 50 { break }
        continue
      }
      isEmpty = false
      if byte == quote { isQuoted.toggle() }
      if !isQuoted, let place = separators.firstIndex(of: byte) { line[place] += 1 }
    }
    end()
    let same = separators.indices.first { place in
      counts[place].count > 1 && counts[place][0] > 0 && Set(counts[place]).count == 1
    }
    if let same { return separators[same] }
    let firsts = counts.map { $0.first ?? 0 }
    guard let most = firsts.max(), most > 0, let place = firsts.lastIndex(of: most) else {
      return UInt8(ascii: ",")
    }
    return separators[place]
  }

  private static func parse(
    _ bytes: ArraySlice<UInt8>, _ separator: UInt8, from first: Int, _ name: String
  ) throws -> [Row] {
    var rows: [Row] = []
    var row = Row(line: first, fields: [])
    var field: [UInt8] = []
    var isQuoted = false
    var line = first
    func endField() {
      row.fields.append(String(decoding: field, as: UTF8.self))
      field = []
    }
    func endRow() {
      if !(row.fields.isEmpty && field.isEmpty) {
        endField()
        rows.append(row)
      }
      row = Row(line: line, fields: [])
    }
    var place = bytes.startIndex
    while place < bytes.endIndex {
      let byte = bytes[place]
      place += 1
      if byte == newline { line += 1 }
      if isQuoted {
        if byte != quote {
          field.append(byte)
        } else if place < bytes.endIndex, bytes[place] == quote {
          field.append(quote)
          place += 1
        } else {
          isQuoted = false
        }
      } else if byte == quote, field.allSatisfy({ $0 == 0x20 }) {
        field = []
        isQuoted = true
        row.isQuoted = true
      } else if byte == separator {
        endField()
      } else if byte == newline {
        endRow()
      } else {
        field.append(byte)
      }
    }
    if isQuoted { throw InputError(name, "line \(row.line) has a quote that is not closed") }
    endRow()
    return rows
  }

  /// Drops what separators at the end of every line make; a header may lack them.
  private mutating func dropEmptyLastColumns() {
    while let width = rows.last?.fields.count, width > 1,
      rows.dropFirst().allSatisfy({ $0.fields.count == width && $0.fields[width - 1].isBlank }),
      rows.count > 1,
      rows[0].fields.count == width - 1
        || rows[0].fields.count == width && rows[0].fields[width - 1].isBlank
    {
      for place in rows.indices where rows[place].fields.count == width {
        rows[place].fields.removeLast()
      }
    }
  }
}

extension String {
  var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
