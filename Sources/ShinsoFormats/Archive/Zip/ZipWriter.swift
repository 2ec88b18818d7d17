import Foundation
import ShinsoTensor

/// Writes zip archives entry by entry, without holding a whole entry in memory. zip64 is used where
/// the sizes need it. Stored entries start at multiples of 64 bytes, so that a reader can map them.
/// The same entries give the same bytes, because no times are written.
///
/// ```swift
/// try ZipWriter.write(to: url) { archive in
///   try archive.add("config.json", json)
///   try archive.add("values.bin", compressed: true) { entry in
///     while let piece = next() { try entry.write(piece) }
///   }
/// }
/// ```
public final class ZipWriter {
  let file: OutputFile
  private var records: [ZipRecord] = []
  private var names: Set<ExactName> = []
  /// Numbers from here on are written in zip64 form; tests lower it.
  private let zip64Threshold: Int

  /// Writes the archive at `url` with the entries that `body` adds, atomically. Throws
  /// `InputError` naming `url` if it cannot be written, and whatever `body` throws.
  public static func write<Result>(
    to url: URL, _ body: (ZipWriter) throws -> Result
  ) throws -> Result {
    try AtomicFile.write(to: url) { file in
      let writer = ZipWriter(file)
      let result = try body(writer)
      try writer.finish()
      return result
    }
  }

  init(_ file: OutputFile, zip64Threshold: Int = 0xFFFF_FFFF) {
    self.file = file
    self.zip64Threshold = zip64Threshold
  }

  /// Adds an entry with these contents.
  public func add(_ name: String, _ contents: [UInt8], compressed: Bool = false) throws {
    try add(name, compressed: compressed) { entry in
      try contents.withUnsafeBytes { try entry.write($0) }
    }
  }

  /// Adds an entry with what `body` writes. Throws `InputError` if the name is already used or is
  /// longer than zip allows.
  public func add<Result>(
    _ name: String, compressed: Bool = false, _ body: (ZipEntryWriter) throws -> Result
  ) throws -> Result {
    guard name.utf8.count <= 0xFFFF else {
      throw InputError(file.name, "the name \(quoted(name)) is too long for a zip archive")
    }
    guard names.insert(ExactName(name)).inserted else {
      throw InputError(file.name, "would hold two entries named \(quoted(name))")
    }
    var record = ZipRecord(name: name, isCompressed: compressed, offset: file.position)
    try file.write(record.localHeader())
    let entry = try ZipEntryWriter(file, compressed: compressed)
    let result = try body(entry)
    try entry.finish()
    record.size = entry.position
    record.compressedSize = entry.compressedSize
    record.crc32 = entry.crc32
    // The sizes are known now, so the header is written again.
    try file.overwrite(at: record.offset, with: record.localHeader())
    records.append(record)
    return result
  }

  /// Writes the directory.
  func finish() throws {
    let start = file.position
    for record in records { try file.write(record.directoryEntry(zip64Threshold)) }
    let size = file.position - start
    if records.count >= min(0xFFFF, zip64Threshold) || start >= zip64Threshold
      || size >= zip64Threshold
    {
      let end = file.position
      var bytes: [UInt8] = []
      bytes.append(littleEndian: ZipDirectory.end64Signature)
      bytes.append(littleEndian: UInt64(44))  // bytes that follow
      bytes.append(littleEndian: UInt16(45))  // version made by
      bytes.append(littleEndian: UInt16(45))  // version needed
      bytes.append(littleEndian: UInt64(0))  // disks
      bytes.append(littleEndian: UInt64(records.count))
      bytes.append(littleEndian: UInt64(records.count))
      bytes.append(littleEndian: UInt64(size))
      bytes.append(littleEndian: UInt64(start))
      bytes.append(littleEndian: ZipDirectory.locator64Signature)
      bytes.append(littleEndian: UInt32(0))
      bytes.append(littleEndian: UInt64(end))
      bytes.append(littleEndian: UInt32(1))
      try file.write(bytes)
    }
    var bytes: [UInt8] = []
    bytes.append(littleEndian: ZipDirectory.endSignature)
    bytes.append(littleEndian: UInt32(0))  // disks
    let count = records.count >= min(0xFFFF, zip64Threshold) ? 0xFFFF : UInt16(records.count)
    bytes.append(littleEndian: count)
    bytes.append(littleEndian: count)
    bytes.append(littleEndian: size >= zip64Threshold ? 0xFFFF_FFFF : UInt32(size))
    bytes.append(littleEndian: start >= zip64Threshold ? 0xFFFF_FFFF : UInt32(start))
    bytes.append(littleEndian: UInt16(0))  // comment
    try file.write(bytes)
  }
}

extension [UInt8] {
  mutating func append<T: FixedWidthInteger>(littleEndian value: T) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
