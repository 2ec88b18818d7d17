import ShinsoTensor

/// Reads the contents of one entry of a zip archive from start to end. The caller chooses the size
/// of the pieces, so an entry may be larger than memory.
public final class ZipEntryReader {
  /// The number of bytes in the entry according to the archive; `finish` checks it.
  public let size: Int
  /// The name that error messages use for the entry.
  public let name: String
  /// The number of bytes not yet read.
  var remaining: Int { size - position }
  private let source: any ByteSource
  private let entry: ZipArchive.Entry
  /// Where the entry's data are in the archive.
  private let range: Range<Int>
  /// nil if the entry is stored uncompressed.
  private let inflater: Inflater?
  private var position = 0
  private var checksum = CRC32()

  /// Up to this size, an entry may have the highest ratio that deflate can reach, as an array of
  /// zeros does.
  private static let freeSize = 1 << 30
  private static let maximumRatio = 100

  /// Throws `InputError` if the entry cannot be read because it is encrypted or compressed by an
  /// unknown method, or if its local header contradicts the archive's directory.
  public init(_ archive: ZipArchive, _ entry: ZipArchive.Entry) throws {
    source = archive.source
    self.entry = entry
    size = entry.size
    name = "\(source.name): \(quoted(entry.name))"
    range = try Self.dataRange(of: entry, in: source)
    switch entry.method {
    case 0:
      guard entry.size == entry.compressedSize else { throw Self.contradiction(source, entry) }
      inflater = nil
    case 8:
      try Self.checkExpansion(of: [entry], name: source.name)
      inflater = try Inflater(source, range: range, wrapping: .none, name: name)
    default:
      throw InputError(
        source.name,
        "\(quoted(entry.name)) is compressed by method \(entry.method); only stored and deflated "
          + "entries can be read")
    }
  }

  /// Fills `buffer` and returns the number of bytes, which is less than `buffer.count` only at the
  /// end.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, remaining)])
    guard part.count > 0 else { return 0 }
    if let inflater {
      guard try inflater.read(into: part) == part.count else { throw damaged() }
    } else {
      try source.read(at: range.lowerBound + position, into: part)
    }
    checksum.update(UnsafeRawBufferPointer(part))
    position += part.count
    return part.count
  }

  /// Fills `buffer`. Throws `InputError` if fewer bytes are left in the entry.
  public func readFully(into buffer: UnsafeMutableRawBufferPointer) throws {
    guard try read(into: buffer) == buffer.count else {
      throw InputError(name, "is truncated or damaged: it ends early")
    }
  }

  /// Call this when everything has been read. Throws `InputError` unless the size and the checksum
  /// are as declared.
  public func finish() throws {
    guard position == size, checksum.value == entry.crc32 else { throw damaged() }
    if let inflater {
      // More data than declared is an error, too.
      var extra: UInt8 = 0
      let count = try withUnsafeMutableBytes(of: &extra) { try inflater.read(into: $0) }
      guard count == 0, inflater.hasReadAll else { throw damaged() }
    }
  }

  /// Throws `InputError` if the entries together claim a size that their data cannot reach, or one
  /// so far above 1 GiB that only a zip bomb would have it.
  static func checkExpansion(of entries: [ZipArchive.Entry], name: String) throws {
    var size = 0.0
    var compressedSize = 0.0
    for entry in entries {
      guard Double(entry.size) <= Double(entry.compressedSize) * Double(Inflater.maximumRatio)
      else { throw InputError(name, "is damaged: the size of \(quoted(entry.name)) is false") }
      size += Double(entry.size)
      compressedSize += Double(entry.compressedSize)
    }
    guard size <= Double(freeSize) || size <= compressedSize * Double(maximumRatio) else {
      throw InputError(
        name, "expands to \(Int(size / compressedSize)) times its size, like a zip bomb")
    }
  }

  private static func dataRange(of entry: ZipArchive.Entry, in source: any ByteSource) throws
    -> Range<Int>
  {
    guard entry.flags & 0x41 == 0 else {
      throw InputError(source.name, "\(quoted(entry.name)) is encrypted")
    }
    var reader = ByteReader(try source.bytes(at: entry.offset, count: 30), name: source.name)
    guard try reader.integer(UInt32.self) == ZipDirectory.localSignature else {
      throw contradiction(source, entry)
    }
    try reader.skip(2)
    let flags = try reader.integer(UInt16.self)
    let method = try reader.integer(UInt16.self)
    try reader.skip(8)
    let compressedSize = try reader.length(UInt32.self)
    let size = try reader.length(UInt32.self)
    let nameLength = try reader.length(UInt16.self)
    let extraLength = try reader.length(UInt16.self)
    let name = try source.bytes(at: entry.offset + 30, count: nameLength)
    // With a data descriptor (bit 3), or in zip64, the sizes are stored elsewhere.
    let sizesAgree =
      flags & 8 != 0
      || (compressedSize == entry.compressedSize || compressedSize == 0xFFFF_FFFF)
        && (size == entry.size || size == 0xFFFF_FFFF)
    guard method == entry.method, name == entry.nameBytes, sizesAgree
    else { throw contradiction(source, entry) }
    let start = entry.offset + 30 + nameLength + extraLength
    // Cannot overflow: the directory reader checked that offset + size + 30 <= limit.
    guard start + entry.compressedSize <= entry.limit else { throw contradiction(source, entry) }
    return start..<start + entry.compressedSize
  }

  private static func contradiction(_ source: any ByteSource, _ entry: ZipArchive.Entry)
    -> InputError
  {
    InputError(
      source.name, "is damaged: two records about \(quoted(entry.name)) contradict each other")
  }

  private func damaged() -> InputError {
    InputError(name, "is damaged: its contents do not match what the archive declares")
  }
}
