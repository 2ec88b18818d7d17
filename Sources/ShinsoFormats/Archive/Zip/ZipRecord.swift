/// What a zip archive says about an entry that was written, both before its data and in the
/// directory.
struct ZipRecord {
  let name: String
  let isCompressed: Bool
  /// Where the local header starts.
  let offset: Int
  var size = 0
  var compressedSize = 0
  var crc32: UInt32 = 0

  /// January 1, 1980, the earliest date in the format.
  private static let date: UInt16 = 1 << 5 | 1
  /// The data of stored entries start at multiples of this.
  private static let alignment = 64
  /// The identifier of the padding extra field, as used by Android's tools.
  private static let paddingIdentifier: UInt16 = 0xD935

  /// The record before the data. It always has room for 64-bit sizes, so its length does not depend
  /// on the sizes and it can be overwritten later.
  func localHeader() -> [UInt8] {
    let name = Array(name.utf8)
    var extra: [UInt8] = []
    extra.append(littleEndian: UInt16(1))
    extra.append(littleEndian: UInt16(16))
    extra.append(littleEndian: UInt64(size))
    extra.append(littleEndian: UInt64(compressedSize))
    if !isCompressed {
      let start = offset + 30 + name.count + extra.count + 6
      let padding = (Self.alignment - start % Self.alignment) % Self.alignment
      extra.append(littleEndian: Self.paddingIdentifier)
      extra.append(littleEndian: UInt16(2 + padding))
      extra.append(littleEndian: UInt16(Self.alignment))
      extra.append(contentsOf: repeatElement(0, count: padding))
    }
    var bytes: [UInt8] = []
    bytes.append(littleEndian: ZipDirectory.localSignature)
    bytes.append(littleEndian: UInt16(45))  // version needed: zip64
    appendCommon(to: &bytes)
    bytes.append(littleEndian: UInt32.max)  // the sizes are in the extra field
    bytes.append(littleEndian: UInt32.max)
    bytes.append(littleEndian: UInt16(name.count))
    bytes.append(littleEndian: UInt16(extra.count))
    return bytes + name + extra
  }

  /// The record in the directory.
  func directoryEntry(_ zip64Threshold: Int) -> [UInt8] {
    let name = Array(name.utf8)
    var large: [UInt8] = []
    let fields = [size, compressedSize, offset].map { value in
      guard value >= zip64Threshold else { return UInt32(value) }
      large.append(littleEndian: UInt64(value))
      return UInt32.max
    }
    var extra: [UInt8] = []
    if !large.isEmpty {
      extra.append(littleEndian: UInt16(1))
      extra.append(littleEndian: UInt16(large.count))
      extra += large
    }
    var bytes: [UInt8] = []
    bytes.append(littleEndian: ZipDirectory.entrySignature)
    bytes.append(littleEndian: UInt16(3 << 8 | 45))  // made by Unix
    bytes.append(littleEndian: UInt16(45))
    appendCommon(to: &bytes)
    bytes.append(littleEndian: fields[1])
    bytes.append(littleEndian: fields[0])
    bytes.append(littleEndian: UInt16(name.count))
    bytes.append(littleEndian: UInt16(extra.count))
    bytes.append(littleEndian: UInt16(0))  // comment
    bytes.append(littleEndian: UInt16(0))  // disk
    bytes.append(littleEndian: UInt16(0))  // internal attributes
    bytes.append(littleEndian: UInt32(0o100_644) << 16)  // a regular file, rw-r--r--
    bytes.append(littleEndian: fields[2])
    return bytes + name + extra
  }

  /// The fields that both records have: flags (the name is UTF-8), method, date and checksum.
  private func appendCommon(to bytes: inout [UInt8]) {
    bytes.append(littleEndian: UInt16(1 << 11))
    bytes.append(littleEndian: UInt16(isCompressed ? 8 : 0))
    bytes.append(littleEndian: UInt16(0))
    bytes.append(littleEndian: Self.date)
    bytes.append(littleEndian: crc32)
  }
}
