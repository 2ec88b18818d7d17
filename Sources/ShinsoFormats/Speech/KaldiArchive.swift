import Foundation
import ShinsoTensor

/// Reads Kaldi's archives of feature matrices (`.ark`) from start to end: binary, of floats or doubles,
/// uncompressed. An entry is a name, a space, `\0B`, the type `FM ` or `DM `, and rows and columns, each
/// behind a byte that tells its size.
public final class KaldiArchive {
  private let source: any ByteSource
  /// The byte at which the next entry begins.
  public private(set) var position: Int
  private static let longestName = 4096

  /// - Parameter position: the byte at which an entry begins.
  /// - Throws: `InputError` if the file cannot be opened.
  public convenience init(_ url: URL, at position: Int = 0) throws {
    self.init(try InputFile(url), at: position)
  }

  public init(_ source: any ByteSource, at position: Int = 0) {
    self.source = source
    self.position = position
  }

  /// The next matrix and its name; nil at the end.
  ///
  /// - Throws: `InputError` naming the file and the entry if it is damaged, is text, is compressed or
  ///   holds something else.
  public func next() throws -> (name: String, features: FeatureMatrix)? {
    guard position < source.size else { return nil }
    let start = try source.bytes(
      at: position, count: min(Self.longestName, source.size - position))
    guard let space = start.firstIndex(of: UInt8(ascii: " ")), space > 0,
      let name = String(validating: start[..<space], as: UTF8.self)
    else {
      throw InputError(source.name, "is not a Kaldi archive: no entry begins at byte \(position)")
    }
    let entry = "\(source.name), entry \(name)"
    var header = ByteReader(
      try source.bytes(
        at: position + space + 1, count: min(15, source.size - position - space - 1)),
      name: entry)
    guard try header.take(2).elementsEqual([0, UInt8(ascii: "B")]) else {
      throw InputError(entry, "is text; write it with ark:, not ark,t:")
    }
    let type = String(decoding: try header.take(3), as: UTF8.self)
    guard type == "FM " || type == "DM " else {
      throw InputError(
        entry,
        type.hasPrefix("CM")
          ? "is compressed; write it with copy-feats --compress=false"
          : "is \(quoted(type)), not a matrix of floats")
    }
    let rows = try Self.dimension(&header)
    let columns = try Self.dimension(&header)
    let element = type == "FM " ? 4 : 8
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    let begin = position + space + 1 + header.offset
    guard !overflow, count <= FeatureMatrix.largestByteCount / 8,
      count * element <= source.size - begin
    else {
      throw InputError(
        entry, "is cut short or damaged: it promises \(rows) × \(columns) numbers")
    }
    var reader = ByteReader(
      try source.bytes(at: begin, count: count * element), name: entry)
    let values = try (0..<count).map { _ in
      element == 4
        ? Float(bitPattern: try reader.integer(UInt32.self))
        : Float(Double(bitPattern: try reader.integer(UInt64.self)))
    }
    position = begin + count * element
    return (name, try FeatureMatrix(values, width: columns, name: entry))
  }

  private static func dimension(_ reader: inout ByteReader) throws -> Int {
    guard try reader.byte() == 4, case let value = Int(try reader.integer(Int32.self)), value >= 0
    else {
      throw InputError(reader.name, "is damaged: it has no number of rows or columns")
    }
    return value
  }
}
