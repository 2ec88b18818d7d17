import Foundation
import ShinsoTensor

/// Reads tar archives (POSIX ustar with pax headers, and GNU's long names) without unpacking them.
///
/// A compressed archive (gzip, bzip2, xz, zstd) is decompressed into memory first. Hard links count as
/// additional names of a file; symbolic links, devices and folders are skipped. Header checksums
/// are verified, no entry may extend past the end of the archive, and the end marker must be there.
public struct TarArchive: Sendable {
  /// A file in an archive.
  public struct Entry: Sendable, Hashable {
    public internal(set) var name: String
    /// The name as it is in the file.
    let nameBytes: [UInt8]
    /// In bytes.
    public let size: Int
    let offset: Int
  }

  /// Headers and contents are padded to blocks of this many bytes.
  private static let block = TarHeader.size
  /// More than any name or list of attributes needs.
  private static let longestHeader = 1 << 20
  /// Three times the number of images in ImageNet.
  private static let maximumCount = 1 << 22
  /// A compressed archive may expand to this size, or to a fixed multiple of its own size if that
  /// is more.
  private static let freeSize = 1 << 26
  private static let maximumRatio = 100
  private static let largestExpansion = 1 << 31

  /// The regular files, in archive order.
  public let entries: [Entry]
  private let source: any ByteSource

  /// Opens the archive at `url`. Throws `InputError` if it is damaged or not a tar archive.
  public init(_ url: URL) throws { try self.init(InputFile(url)) }

  /// Opens the archive in `source`; see `init(_:)`.
  public init(_ source: any ByteSource) throws {
    try self.init(source, maximumCount: Self.maximumCount)
  }

  /// - Parameter maximumCount: an archive with more files is refused.
  init(_ source: any ByteSource, maximumCount: Int) throws {
    self.source = try CompressedFile.matches(source) ? Self.decompressed(source) : source
    entries = try Self.named(
      Self.readEntries(self.source, maximumCount: maximumCount), in: source.name)
  }

  private static func decompressed(_ source: any ByteSource) throws -> MemorySource {
    let plausible = max(min(source.size, largestExpansion) * maximumRatio, freeSize)
    let bytes = try CompressedFile.read(
      source, limit: min(plausible, largestExpansion),
      advice: "; unpack it if you trust it, and give the folder")
    return MemorySource(bytes, name: source.name)
  }

  /// The name that error messages use for the archive.
  public var name: String { source.name }

  /// The contents of an entry. Throws `InputError` if they are more than `limit` bytes.
  public func read(_ entry: Entry, limit: Int = .max) throws -> [UInt8] {
    guard entry.size <= limit else {
      throw InputError(source.name, "\(quoted(entry.name)) is larger than \(limit) bytes")
    }
    return try source.bytes(at: entry.offset, count: entry.size)
  }

  private static func readEntries(
    _ source: any ByteSource, maximumCount: Int
  ) throws -> [Entry] {
    var entries: [Entry] = []
    var files: [[UInt8]: Entry] = [:]
    var offset = 0
    var pending = Pending()
    while offset + block <= source.size {
      let header = TarHeader(try source.bytes(at: offset, count: block))
      if header.isEmpty { return entries }
      guard header.isSound else {
        throw InputError(
          source.name,
          entries.isEmpty ? "is not a tar archive" : "is damaged: the header at \(offset) is broken"
        )
      }
      guard let declared = header.contentSize else {
        throw InputError(source.name, "is damaged: the size at \(offset) is not a number")
      }
      // Old writers give a hard link the size of its target, although no data follow.
      let size = header.kind == "1" ? 0 : header.isExtension ? declared : pending.size ?? declared
      let start = offset + block
      guard size >= 0, size <= source.size - start else {
        throw InputError(source.name, "is truncated: the entry at \(offset) is incomplete")
      }
      if header.isExtension {
        try pending.read(header, source, at: start, count: size)
      } else {
        if let entry = try entry(header, pending, size, at: start, after: files, source.name) {
          guard entries.count < maximumCount else {
            throw InputError(source.name, "holds more than \(maximumCount) files")
          }
          files[entry.nameBytes] = entry
          entries.append(entry)
        }
        pending = Pending()
      }
      // Rounding up cannot overflow: the size was checked against the file's.
      offset = start + (size + block - 1) / block * block
    }
    throw InputError(
      source.name,
      entries.isEmpty
        ? "is not a tar archive" : "is truncated: the end marker is missing; get a complete copy")
  }

  /// The entries with their names as text. Throws `InputError` if two names would become one.
  private static func named(_ entries: [Entry], in archive: String) throws -> [Entry] {
    let names = ArchiveNames.decode(entries.map(\.nameBytes)) { String(utf8OrLatin1: $0) }
    var entries = entries
    var known: [ExactName: [UInt8]] = [:]
    for (index, name) in names.enumerated() {
      entries[index].name = name
      let other = known.updateValue(entries[index].nameBytes, forKey: ExactName(name))
      if let other, other != entries[index].nameBytes {
        throw InputError(
          archive, "has two names in different encodings that both mean \(quoted(name)); rename one"
        )
      }
    }
    return entries
  }

  /// The file that a header describes; nil if it describes something else.
  private static func entry(
    _ header: TarHeader, _ pending: Pending, _ size: Int, at start: Int,
    after files: [[UInt8]: Entry], _ archive: String
  ) throws -> Entry? {
    let name = pending.name ?? header.name
    switch header.kind {
    case "0", "\0", "7": return Entry(name: "", nameBytes: name, size: size, offset: start)
    case "1":
      let target = pending.target ?? header.target
      guard let file = files[target] else {
        throw InputError(
          archive,
          "is damaged: \(quoted(String(utf8OrLatin1: name))) links to "
            + "\(quoted(String(utf8OrLatin1: target))), which does not precede it")
      }
      return Entry(name: "", nameBytes: name, size: file.size, offset: file.offset)
    default: return nil
    }
  }

  /// What extension headers say about the next entry.
  private struct Pending {
    var name: [UInt8]?
    var target: [UInt8]?
    var size: Int?

    mutating func read(
      _ header: TarHeader, _ source: any ByteSource, at start: Int, count: Int
    ) throws {
      // Attributes of all entries, such as the writer's name, are ignored.
      if header.kind == "g" { return }
      guard count <= TarArchive.longestHeader else {
        throw InputError(source.name, "is damaged: the name at \(start) has \(count) bytes")
      }
      let contents = try source.bytes(at: start, count: count)
      if header.kind == "x" {
        let attributes = TarHeader.attributes(contents)
        name = attributes["path"] ?? name
        target = attributes["linkpath"] ?? target
        size = attributes["size"].flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? size
        return
      }
      let text = Array(contents.prefix { $0 != 0 })
      if header.kind == "L" { name = text } else { target = text }
    }
  }
}
