import Foundation
import ShinsoFormats
import ShinsoTensor

/// Tables in text files: values separated by commas, tabs or semicolons, one row per line, with
/// quotes as in RFC 4180, in any encoding that ``TextFile`` reads, or in Latin-1. Delimiters at the end of
/// every line, lines of nothing but delimiters and Excel's line `sep=;` do not count.
public struct CSV: Sendable, Hashable {
  /// The column names; nil if the file has no header.
  public let header: [String]?
  public let rows: [[String]]
  /// The line of the file at which each row starts.
  private let lines: [Int]
  /// Whether numbers may have a comma before their fraction, as where fields are divided by semicolons.
  private let hasDecimalCommas: Bool

  /// A parsed table takes many times the size of its file.
  private static let maximumByteCount = 1 << 30

  /// Reads a file. Every row must have as many fields as the first.
  ///
  /// - Parameter hasHeader: nil if the first line is a header exactly if it contains no number, or has a
  ///   name where all other lines have numbers.
  /// - Throws: `InputError` naming the file and the line if a quote is not closed or a row has
  ///   another length, and if there are no rows.
  public init(_ url: URL, hasHeader: Bool? = nil) throws {
    try self.init(
      PackedFile.bytes(of: url, limit: Self.maximumByteCount), name: url.path, hasHeader: hasHeader)
  }

  /// - Parameter name: the name that error messages use for the bytes.
  public init(_ bytes: [UInt8], name: String, hasHeader: Bool? = nil) throws {
    let table = try DelimitedText(bytes, name: name)
    var rows = table.rows
    let width = rows.first?.fields.count ?? 0
    if let odd = rows.first(where: { $0.fields.count != width }) {
      throw InputError(
        name,
        "line \(odd.line) has \(counted(odd.fields.count, "field")), but the first row has "
          + "\(width)")
    }
    let first = rows.first?.fields
    hasDecimalCommas = table.separator == UInt8(ascii: ";")
    let isHead = hasHeader ?? Self.isHeader(rows, hasDecimalCommas)
    if isHead, !rows.isEmpty { rows.removeFirst() }
    guard !rows.isEmpty else { throw InputError(name, "has no rows") }
    header = isHead ? first : nil
    self.rows = rows.map(\.fields)
    lines = rows.map(\.line)
  }

  private init(header: [String], rows: [[String]], lines: [Int], hasDecimalCommas: Bool) {
    self.header = header
    self.rows = rows
    self.lines = lines
    self.hasDecimalCommas = hasDecimalCommas
  }

  private static func isHeader(_ rows: [DelimitedText.Row], _ hasDecimalCommas: Bool) -> Bool {
    guard let first = rows.first?.fields else { return false }
    func isNumber(_ field: String) -> Bool { number(field, hasDecimalCommas) != nil }
    if first.allSatisfy({ !isNumber($0) }) { return true }
    // What stands for a number that is not known is no name.
    let absent: Set = ["", "?", "-", "na", "n/a", "nan", "null", "none"]
    return rows.count > 1
      && first.indices.contains { column in
        !isNumber(first[column]) && !absent.contains(trimmed(first[column]).lowercased())
          && rows.dropFirst().allSatisfy { isNumber($0.fields[column]) }
      }
  }

  /// A number as programs write it, or with a comma before its fraction.
  private static func number(_ field: String, _ hasDecimalCommas: Bool) -> Float? {
    let text = trimmed(field)
    if let number = Float(text) { return number }
    return hasDecimalCommas && !text.contains(".") ? Float(text.replacing(",", with: ".")) : nil
  }

  private static func trimmed(_ field: String) -> String {
    field.trimmingCharacters(in: .whitespaces)
  }
}

extension CSV {
  /// The table as a data set: one column holds the classes, all others numbers; `[N, columns - 1]`.
  ///
  /// - Parameter label: the column of classes, by name or by index from 0; nil for the last one.
  /// - Throws: `InputError` if the column does not exist or a field is not a number.
  public func dataset(label: String? = nil, name: String = "csv") throws -> TensorDataset {
    if let label, header == nil, Int(label) == nil, rows.count > 1,
      rows[0].contains(where: { Self.trimmed($0).isExactly(label) })
    {
      // All names are numbers but this one, or none of them is.
      return try CSV(
        header: rows[0], rows: Array(rows.dropFirst()), lines: Array(lines.dropFirst()),
        hasDecimalCommas: hasDecimalCommas
      ).dataset(label: label, name: name)
    }
    let width = rows[0].count
    let column = try column(label, width, name)
    let labels = rows.map { Self.trimmed($0[column]) }
    if let row = labels.firstIndex(of: "") {
      throw InputError(name, "row \(row + 1), on line \(lines[row]), has no class")
    }
    let classes = ClassIndex(labels)
    var values: [Float] = []
    values.reserveCapacity(rows.count * (width - 1))
    for (number, row) in rows.enumerated() {
      for (place, field) in row.enumerated() where place != column {
        guard let value = Self.number(field, hasDecimalCommas), value.isFinite else {
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
      labels: classes.labels, classNames: classes.names)
  }

  private func column(_ label: String?, _ width: Int, _ name: String) throws -> Int {
    guard width > 1 else { throw InputError(name, "has one column, but needs values and a class") }
    guard let label else { return width - 1 }
    if let place = header?.firstIndex(where: { Self.trimmed($0).isExactly(label) }) { return place }
    if let place = Int(label), (0..<width).contains(place) { return place }
    throw InputError(
      name,
      "has no column \(quoted(label)); there are "
        + (header?.map(quoted).joined(separator: ", ") ?? "0 to \(width - 1)"))
  }
}
