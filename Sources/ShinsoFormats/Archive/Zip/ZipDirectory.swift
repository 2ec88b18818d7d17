import ShinsoTensor

/// Reads the directory at the end of a zip archive.
enum ZipDirectory {
  static let localSignature: UInt32 = 0x0403_4B50
  static let entrySignature: UInt32 = 0x0201_4B50
  static let endSignature: UInt32 = 0x0605_4B50
  static let end64Signature: UInt32 = 0x0606_4B50
  static let locator64Signature: UInt32 = 0x0706_4B50
  static let endSize = 22
  static let locator64Size = 20
  /// Enough for a million long names, and a bound on the memory that a hostile directory can take.
  private static let maximumSize = 256 << 20

  /// The entries of the archive, checked to lie inside it without overlapping.
  static func read(_ source: any ByteSource) throws -> [ZipArchive.Entry] {
    let location = try locate(source)
    guard location.size <= maximumSize else {
      throw InputError(source.name, "its zip directory of \(location.size) bytes is too large")
    }
    var reader = ByteReader(
      try source.bytes(at: location.offset, count: location.size), name: source.name)
    var entries: [ZipArchive.Entry] = []
    while reader.remaining > 0 { entries.append(try entry(&reader)) }
    guard entries.count == location.count else {
      throw InputError(
        source.name,
        "is damaged: its zip directory lists \(entries.count) entries instead of \(location.count)")
    }
    let names = ArchiveNames.decode(entries.map(\.nameBytes), otherwise: ZipName.decode)
    for index in entries.indices { entries[index].name = names[index] }
    return try bounded(entries, by: location.offset, source.name)
  }

  private struct Location {
    var offset: Int
    var size: Int
    var count: Int
  }

  // MARK: The end of the archive

  private static func locate(_ source: any ByteSource) throws -> Location {
    // A comment of up to 65,535 bytes may follow the end record.
    let tailSize = min(source.size, endSize + 0xFFFF)
    let tail = try source.bytes(at: source.size - tailSize, count: tailSize)
    var start = tailSize - endSize
    while start >= 0 {
      var reader = ByteReader(tail[start...], name: source.name)
      if tail[start] == 0x50, try reader.integer(UInt32.self) == endSignature {
        try reader.skip(16)
        if try reader.length(UInt16.self) == reader.remaining {
          return try location(source, end: tail[start...], at: source.size - tailSize + start)
        }
      }
      start -= 1
    }
    throw InputError(source.name, "is not a zip archive, or is truncated")
  }

  private static func location(
    _ source: any ByteSource, end: ArraySlice<UInt8>, at endOffset: Int
  ) throws -> Location {
    var reader = ByteReader(end, name: source.name)
    try reader.skip(4)
    let disks = [try reader.length(UInt16.self), try reader.length(UInt16.self)]
    let counts = [try reader.length(UInt16.self), try reader.length(UInt16.self)]
    var location = Location(offset: 0, size: 0, count: counts[1])
    location.size = try reader.length(UInt32.self)
    location.offset = try reader.length(UInt32.self)
    var limit = endOffset
    if counts[1] == 0xFFFF || location.size == 0xFFFF_FFFF || location.offset == 0xFFFF_FFFF,
      let (larger, offset) = try location64(source, endOffset: endOffset)
    {
      location = larger
      limit = offset
    } else if disks != [0, 0] || counts[0] != counts[1] {
      throw InputError(source.name, "is one part of a multi-part zip archive")
    }
    let (directoryEnd, overflow) = location.offset.addingReportingOverflow(location.size)
    guard !overflow, directoryEnd <= limit else {
      throw InputError(
        source.name, "is damaged: its zip directory extends past the end of the file")
    }
    return location
  }

  /// The zip64 end record, if there is one, and its offset.
  private static func location64(_ source: any ByteSource, endOffset: Int) throws
    -> (Location, Int)?
  {
    guard endOffset >= locator64Size else { return nil }
    var locator = ByteReader(
      try source.bytes(at: endOffset - locator64Size, count: locator64Size), name: source.name)
    guard try locator.integer(UInt32.self) == locator64Signature else { return nil }
    try locator.skip(4)
    let offset = try locator.length(UInt64.self)
    var reader = ByteReader(try source.bytes(at: offset, count: 56), name: source.name)
    guard try reader.integer(UInt32.self) == end64Signature else {
      throw InputError(source.name, "is damaged: its zip64 record is missing")
    }
    try reader.skip(28)
    let count = try reader.length(UInt64.self)
    let size = try reader.length(UInt64.self)
    return (Location(offset: try reader.length(UInt64.self), size: size, count: count), offset)
  }

  // MARK: One entry

  private static func entry(_ reader: inout ByteReader) throws -> ZipArchive.Entry {
    guard try reader.integer(UInt32.self) == entrySignature else {
      throw InputError(reader.name, "is damaged: its zip directory is not valid")
    }
    try reader.skip(4)
    let flags = try reader.integer(UInt16.self)
    let method = try reader.integer(UInt16.self)
    try reader.skip(4)
    let crc = try reader.integer(UInt32.self)
    var compressedSize = try reader.length(UInt32.self)
    var size = try reader.length(UInt32.self)
    let nameLength = try reader.length(UInt16.self)
    let extraLength = try reader.length(UInt16.self)
    let commentLength = try reader.length(UInt16.self)
    try reader.skip(8)
    var offset = try reader.length(UInt32.self)
    let name = Array(try reader.take(nameLength))
    var extra = ByteReader(try reader.take(extraLength), name: reader.name)
    try reader.skip(commentLength)
    if var fields = try zip64Field(&extra) {
      if size == 0xFFFF_FFFF { size = try fields.length(UInt64.self) }
      if compressedSize == 0xFFFF_FFFF { compressedSize = try fields.length(UInt64.self) }
      if offset == 0xFFFF_FFFF { offset = try fields.length(UInt64.self) }
    }
    return ZipArchive.Entry(
      name: "", nameBytes: name, size: size, compressedSize: compressedSize, crc32: crc,
      method: method,
      flags: flags, offset: offset)
  }

  /// The contents of the extra field that holds 64-bit sizes, if there is one.
  static func zip64Field(_ extra: inout ByteReader) throws -> ByteReader? {
    // Some writers pad the extra fields with fewer bytes than a field header takes.
    while extra.remaining >= 4 {
      let identifier = try extra.integer(UInt16.self)
      let contents = try extra.take(try extra.length(UInt16.self))
      if identifier == 1 { return ByteReader(contents, name: extra.name) }
    }
    return nil
  }

  /// The entries, each with the offset at which it must have ended.
  private static func bounded(
    _ entries: [ZipArchive.Entry], by directoryOffset: Int, _ name: String
  ) throws -> [ZipArchive.Entry] {
    var entries = entries
    var limit = directoryOffset
    for index in entries.indices.sorted(by: { entries[$0].offset > entries[$1].offset }) {
      let entry = entries[index]
      // The local header takes 30 bytes plus at least the name.
      let (end, overflow) = entry.offset.addingReportingOverflow(entry.compressedSize)
      guard !overflow, end <= limit - 30 else {
        throw InputError(
          name, "is damaged: \(quoted(entry.name)) overlaps what follows it in the archive")
      }
      entries[index].limit = limit
      limit = entry.offset
    }
    return entries
  }
}
