import Foundation
import ShinsoFormats
import ShinsoTensor

/// Tables in text files: values separated by commas, tabs or semicolons, one row per line, with
/// quotes as in RFC 4180.
public struct CSV: Sendable, Hashable {
  /// The column names; nil if the file has no header.
  public let header: [String]?
  public let rows: [[String]]

  /// A parsed table takes many times the size of its file.
  private static let maximumByteCount = 1 << 30

  /// Reads a file. Every row must have as many fields as the first.
  ///
  /// - Parameter hasHeader: nil if the first line is a header exactly if it contains no number.
  /// - Throws: `InputError` naming the file and the line if a quote is not closed or a row has
  ///   another length, and if there are no rows.
  public init(_ url: URL, hasHeader: Bool? = nil) throws {
    try self.init(
      PackedFile.bytes(of: url, limit: Self.maximumByteCount), name: url.path, hasHeader: hasHeader)
  }

  /// - Parameter name: the name that error messages use for the bytes.
  public init(_ bytes: [UInt8], name: String, hasHeader: Bool? = nil) throws {
    var rows = try Self.parse(bytes, name)
    let width = rows.first?.fields.count ?? 0
    if let odd = rows.first(where: { $0.fields.count != width }) {
      throw InputError(
        name,
        "line \(odd.line) has \(counted(odd.fields.count, "field")), but the first row has "
          + "\(width)")
    }
    let first = rows.first?.fields
    let isHead = hasHeader ?? (first?.allSatisfy { Double(Self.trimmed($0)) == nil } ?? false)
    if isHead, !rows.isEmpty { rows.removeFirst() }
    guard !rows.isEmpty else { throw InputError(name, "has no rows") }
    header = isHead ? first : nil
    self.rows = rows.map(\.fields)
  }

  private static func trimmed(_ field: String) -> String {
    field.trimmingCharacters(in: .whitespaces)
  }

  /// Without the byte order mark that some programs write at the start of UTF-8.
  static func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
  }

  private static func parse(
    _ bytes: [UInt8], _ name: String
  ) throws -> [(line: Int, fields: [String])] {
    let (quote, newline, carriage) = (UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    let bytes = withoutMark(bytes)
    // The separator is the one that occurs most in the first line.
    let head = bytes.prefix { $0 != newline }
    let separator =
      [",", "\t", ";"].map { UInt8(ascii: $0) }
      .max { a, b in head.count { $0 == a } < head.count { $0 == b } } ?? UInt8(ascii: ",")
    var rows: [(line: Int, fields: [String])] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var (line, start) = (1, 1)
    func end() {
      fields.append(String(decoding: field, as: UTF8.self))
      field = []
    }
    var place = bytes.startIndex
    while place < bytes.endIndex {
      let byte = bytes[place]
      place += 1
      if isQuoted {
        if byte != quote {
          if byte == newline { line += 1 }
          field.append(byte)
        } else if place < bytes.endIndex, bytes[place] == quote {
          field.append(quote)
          place += 1
        } else {
          isQuoted = false
        }
      } else if byte == quote, field.isEmpty {
        isQuoted = true
      } else if byte == separator {
        end()
      } else if byte == newline {
        if !(fields.isEmpty && field.isEmpty) {
          end()
          rows.append((start, fields))
        }
        fields = []
        line += 1
        start = line
      } else if byte != carriage || (place < bytes.endIndex && bytes[place] != newline) {
        field.append(byte)
      }
    }
    if isQuoted { throw InputError(name, "line \(start) has a quote that is not closed") }
    if !(fields.isEmpty && field.isEmpty) {
      end()
      rows.append((start, fields))
    }
    return rows
  }
}

extension CSV {
  /// The table as a data set: one column holds the classes, all others numbers; `[N, columns - 1]`.
  ///
  /// - Parameter label: the column of classes, by name or by index from 0; nil for the last one.
  /// - Throws: `InputError` if the column does not exist or a field is not a number.
  public func dataset(label: String? = nil, name: String = "csv") throws -> TensorDataset {
    let width = rows[0].count
    let column = try column(label, width, name)
    let labels = rows.map { Self.trimmed($0[column]) }
    let names = Set(labels).sortedAsClasses()
    let indices = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    var values: [Float] = []
    values.reserveCapacity(rows.count * (width - 1))
    for (number, row) in rows.enumerated() {
      for (place, field) in row.enumerated() where place != column {
        guard let value = Float(Self.trimmed(field)), value.isFinite else {
          throw InputError(
            name,
            "row \(number + 1), column \(header.map { quoted($0[place]) } ?? "\(place)"): "
              + "\(quoted(field)) is not a number")
        }
        values.append(value)
      }
    }
    return TensorDataset(
      Tensor(values, shape: [rows.count, width - 1]),
      labels: labels.map { indices[$0] ?? 0 }, classNames: names)
  }

  private func column(_ label: String?, _ width: Int, _ name: String) throws -> Int {
    guard width > 1 else { throw InputError(name, "has one column, but needs values and a class") }
    guard let label else { return width - 1 }
    if let place = header?.firstIndex(of: label) { return place }
    if let place = Int(label), (0..<width).contains(place) { return place }
    throw InputError(
      name,
      "has no column \(quoted(label)); there are "
        + (header?.map(quoted).joined(separator: ", ") ?? "0 to \(width - 1)"))
  }
}
