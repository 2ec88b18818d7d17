import Foundation
import ShinsoTensor

/// Reads zip archives (PKWARE's APPNOTE 6.3): stored and deflated entries, zip64, data descriptors.
///
/// Nothing is trusted before it is checked: entries that overlap or reach outside the file, two
/// entries with the same name, sizes that differ between the two places that state them, and the
/// checksum of what was read. No entry is ever extracted to the path that it names.
///
/// ```swift
/// let archive = try ZipArchive(url)
/// let bytes = try archive.read(archive.entry(named: "model/weights.pth"))
/// ```
public struct ZipArchive: Sendable {
  /// One file in an archive.
  public struct Entry: Sendable, Hashable {
    public internal(set) var name: String
    /// The name as it is in the file.
    let nameBytes: [UInt8]
    /// Size when decompressed, in bytes.
    public let size: Int
    /// Size in the archive, in bytes.
    public let compressedSize: Int
    public let crc32: UInt32
    public var isFolder: Bool { name.hasSuffix("/") }

    let method: UInt16
    let flags: UInt16
    /// Where the local header starts.
    let offset: Int
    /// Where the next entry, or the directory, starts.
    var limit = 0
  }

  /// The entries, in the order of the archive's directory.
  public let entries: [Entry]
  let source: any ByteSource
  private let indices: [ExactName: Int]

  /// Opens the archive at `url`. Throws `InputError` if it is damaged or not a zip archive.
  public init(_ url: URL) throws { try self.init(InputFile(url)) }

  /// Opens the archive in `source`; see `init(_:)`.
  public init(_ source: any ByteSource) throws {
    self.source = source
    entries = try ZipDirectory.read(source)
    var indices: [ExactName: Int] = [:]
    for (index, entry) in entries.enumerated() {
      guard indices.updateValue(index, forKey: ExactName(entry.name)) == nil else {
        throw InputError(source.name, "is damaged: two entries are named \(quoted(entry.name))")
      }
    }
    self.indices = indices
  }

  /// The name that error messages use for the archive.
  public var name: String { source.name }

  /// The entry with that name, if there is one.
  public func find(_ name: String) -> Entry? { indices[ExactName(name)].map { entries[$0] } }

  /// The entry with that name. Throws `InputError` if there is none.
  public func entry(named name: String) throws -> Entry {
    guard let entry = find(name) else {
      throw InputError(source.name, "has no entry \(quoted(name))")
    }
    return entry
  }

  /// The contents of an entry. Throws `InputError` if they are damaged, encrypted, compressed by a
  /// method other than deflate, or larger than `limit` bytes.
  public func read(_ entry: Entry, limit: Int = .max) throws -> [UInt8] {
    guard entry.size <= limit else {
      throw InputError(source.name, "\(quoted(entry.name)) is larger than \(limit) bytes")
    }
    let reader = try ZipEntryReader(self, entry)
    // Memory grows with the data that arrive, not with the size that the archive claims.
    var result: [UInt8] = []
    result.reserveCapacity(min(entry.size, max(1 << 16, 4 * entry.compressedSize)))
    var piece = [UInt8](repeating: 0, count: min(max(entry.size, 1), 1 << 18))
    while true {
      let count = try piece.withUnsafeMutableBytes { try reader.read(into: $0) }
      if count == 0 { break }
      result.append(contentsOf: piece[..<count])
    }
    try reader.finish()
    return result
  }

  /// Writes the contents of an entry to the file at `url`, atomically.
  public func extract(_ entry: Entry, to url: URL) throws {
    try AtomicFile.write(to: url) { file in
      let reader = try ZipEntryReader(self, entry)
      var piece = [UInt8](repeating: 0, count: 1 << 18)
      while true {
        let count = try piece.withUnsafeMutableBytes { try reader.read(into: $0) }
        if count == 0 { break }
        try piece.withUnsafeBytes { try file.write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      }
      try reader.finish()
    }
  }
}

/// A name from a file as error messages show it: in quotes, on one line, and cut if it is long.
package func quoted(_ name: some StringProtocol) -> String {
  "'" + String(name.prefix(200)).printable + (name.count > 200 ? "…" : "") + "'"
}
