import Foundation
import ShinsoTensor

/// Reads tar archives (POSIX ustar with pax headers, and GNU's long names), without unpacking them.
///
/// A compressed archive (`.tar.gz`) is decompressed to memory first. Links, devices and folders are
/// passed over. Header check sums are verified, and no entry may reach beyond the archive.
public struct TarArchive: Sendable {
  /// A file in an archive.
  public struct Entry: Sendable, Hashable {
    public let name: String
    /// In bytes.
    public let size: Int
    let offset: Int
  }

  /// Headers and contents fill blocks of so many bytes.
  private static let block = 512
  /// More than any name or attribute list needs.
  private static let longestHeader = 1 << 20

  /// The regular files, in the order of the archive.
  public let entries: [Entry]
  private let source: any ByteSource

  /// Opens the archive at `url`. Throws `InputError` if it is no tar archive or damaged.
  public init(_ url: URL) throws { try self.init(InputFile(url)) }

  /// Opens the archive in `source`; see `init(_:)`.
  public init(_ source: any ByteSource) throws {
    let isCompressed = try Gzip.matches(source)
    self.source =
      isCompressed ? MemorySource(try Gzip.read(source, limit: 1 << 31), name: source.name) : source
    entries = try Self.readEntries(self.source)
  }

  /// What messages call the archive.
  public var name: String { source.name }

  /// The contents of an entry.
  public func read(_ entry: Entry) throws -> [UInt8] {
    try source.bytes(at: entry.offset, count: entry.size)
  }

  private static func readEntries(_ source: any ByteSource) throws -> [Entry] {
    var entries: [Entry] = []
    var offset = 0
    // What a header before the entry says of it.
    var longName: String?
    var longSize: Int?
    while offset + block <= source.size {
      let header = TarHeader(try source.bytes(at: offset, count: block))
      if header.isEmpty { return entries }
      guard header.isSound else {
        throw InputError(
          source.name,
          entries.isEmpty ? "is not a tar archive" : "is damaged: a header at \(offset) is broken")
      }
      guard let declared = header.size else {
        throw InputError(source.name, "is damaged: a size at \(offset) is not a number")
      }
      let size = header.isExtension ? declared : longSize ?? declared
      let start = offset + block
      guard size >= 0, size <= source.size - start else {
        throw InputError(source.name, "is truncated: an entry at \(offset) is not all there")
      }
      switch header.kind {
      case "L", "x":
        guard size <= longestHeader else {
          throw InputError(source.name, "is damaged: a name at \(offset) has \(size) bytes")
        }
        let contents = try source.bytes(at: start, count: size)
        if header.kind == "L" {
          longName = String(decoding: contents.prefix { $0 != 0 }, as: UTF8.self)
        } else {
          let attributes = TarHeader.attributes(contents)
          longName = attributes["path"] ?? longName
          longSize = attributes["size"].flatMap(Int.init) ?? longSize
        }
      case "0", "\0", "7":
        let name = longName ?? header.name
        entries.append(Entry(name: name, size: size, offset: start))
        (longName, longSize) = (nil, nil)
      default:
        if !header.isExtension { (longName, longSize) = (nil, nil) }
      }
      // A rounded size fits: it was checked against the file's.
      offset = start + (size + block - 1) / block * block
    }
    if entries.isEmpty { throw InputError(source.name, "is not a tar archive") }
    return entries
  }
}

/// The block that comes before an entry's contents.
private struct TarHeader {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Two such blocks end an archive.
  var isEmpty: Bool { bytes.allSatisfy { $0 == 0 } }

  /// What follows: "0" a file, "5" a folder, "L" a long name, "x" attributes of the next entry.
  var kind: Character { Character(UnicodeScalar(bytes[156])) }

  /// Whether it tells something of the entry that comes next, or of all.
  var isExtension: Bool { ["L", "K", "x", "g"].contains(kind) }

  var name: String {
    let name = text(0..<100)
    let isUstar = bytes[257..<262].elementsEqual("ustar".utf8)
    let prefix = isUstar && bytes[262] == 0 ? text(345..<500) : ""
    return prefix.isEmpty ? name : prefix + "/" + name
  }

  var size: Int? {
    // GNU writes what octal digits cannot hold in base 256.
    if bytes[124] & 0x80 != 0 {
      return bytes[125..<136].reduce(Int?.some(0)) { sum, byte in
        guard let sum, sum < 1 << 54 else { return nil }
        return sum << 8 | Int(byte)
      }
    }
    return octal(124..<136)
  }

  /// Whether the check sum fits, which is taken with spaces in its own place.
  var isSound: Bool {
    guard let declared = octal(148..<156) else { return false }
    let sum = bytes.enumerated().reduce(0) {
      $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element))
    }
    return sum == declared
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range].prefix { $0 != 0 }, as: UTF8.self)
  }

  private func octal(_ range: Range<Int>) -> Int? {
    let digits = bytes[range].drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    if digits.isEmpty { return 0 }
    return Int(String(decoding: digits, as: UTF8.self), radix: 8)
  }

  /// Lines `LENGTH KEY=VALUE\n`; what does not follow that form is left out.
  static func attributes(_ bytes: [UInt8]) -> [String: String] {
    var found: [String: String] = [:]
    var rest = bytes[...]
    while let space = rest.firstIndex(of: 0x20),
      let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
      length > space - rest.startIndex + 1, length <= rest.count
    {
      let line = rest[(space + 1)..<(rest.startIndex + length)].dropLast()
      if let equals = line.firstIndex(of: 0x3D) {
        found[String(decoding: line[..<equals], as: UTF8.self)] =
          String(decoding: line[(equals + 1)...], as: UTF8.self)
      }
      rest = rest[(rest.startIndex + length)...]
    }
    return found
  }
}
