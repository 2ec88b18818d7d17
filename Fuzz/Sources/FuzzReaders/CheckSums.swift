@testable import ShinsoFormats

/// Updates the checksums of a file to match its contents, as far as the file is still intact.
enum CheckSums {
  static func mend(_ bytes: UnsafeMutableRawBufferPointer) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      mendPNG(bytes)
    } else if bytes.starts(with: [0x50, 0x4B]) {
      mendZip(bytes)
    } else if bytes.starts(with: [0x1F, 0x8B, 8, 0]) {
      mendGzip(bytes)
    } else if bytes.count > 512, bytes[257..<262].elementsEqual("ustar".utf8) {
      mendTar(bytes)
    } else if bytes.starts(with: HDF5Superblock.signature) {
      mendHDF5(bytes)
    }
  }

  /// Updates the checksums of the newer superblocks and of the first parts of object headers.
  private static func mendHDF5(_ bytes: UnsafeMutableRawBufferPointer) {
    func mend(_ range: Range<Int>) {
      guard range.upperBound + 4 <= bytes.count else { return }
      let hash = Lookup3.hash(ArraySlice(bytes[range]))
      store(hash.littleEndian, in: bytes, at: range.upperBound)
    }
    guard bytes.count > 48 else { return }
    if bytes[8] >= 2 { mend(0..<44) }
    for start in 0..<(bytes.count - 48)
    where bytes[start..<start + 4].elementsEqual("OHDR".utf8) {
      let flags = bytes[start + 5]
      let width = 1 << Int(flags & 3)
      let prefix = 6 + (flags & 0x20 == 0 ? 0 : 16) + (flags & 0x10 == 0 ? 0 : 4)
      let size = bytes[start + prefix..<start + prefix + width].reversed()
        .reduce(0) { $0 << 8 | UInt64($1) }
      if size < bytes.count { mend(start..<start + prefix + width + Int(size)) }
    }
  }

  private static func mendPNG(_ bytes: UnsafeMutableRawBufferPointer) {
    var offset = 8
    while offset + 12 <= bytes.count {
      let length = Int(
        UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
      let end = offset + 8 + length
      guard end + 4 <= bytes.count else { return }
      store(sum(bytes, offset + 4..<end).bigEndian, in: bytes, at: end)
      offset = end + 4
    }
  }

  /// Updates the checksums of all entries in the directory and in the headers before their data.
  private static func mendZip(_ bytes: UnsafeMutableRawBufferPointer) {
    func number<T: FixedWidthInteger>(_ offset: Int, _ type: T.Type) -> Int {
      Int(T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self)))
    }
    for entry in stride(from: 0, through: bytes.count - 46, by: 1)
    where number(entry, UInt32.self) == 0x0201_4B50 {
      let local = number(entry + 42, UInt32.self)
      guard local + 30 <= bytes.count else { continue }
      let start = local + 30 + number(local + 26, UInt16.self) + number(local + 28, UInt16.self)
      let end = start + number(entry + 20, UInt32.self)
      guard end <= bytes.count else { continue }
      let isStored = number(entry + 10, UInt16.self) == 0
      let value = isStored ? sum(bytes, start..<end) : inflated(bytes, start..<end).sum
      store(value.littleEndian, in: bytes, at: entry + 16)
      store(value.littleEndian, in: bytes, at: local + 14)
    }
  }

  /// Updates the checksum of a file with one member and a header without optional fields.
  private static func mendGzip(_ bytes: UnsafeMutableRawBufferPointer) {
    guard bytes.count > 18 else { return }
    let end = bytes.count - 8
    let (sum, count) = inflated(bytes, 10..<end)
    store(sum.littleEndian, in: bytes, at: end)
    store(UInt32(truncatingIfNeeded: count).littleEndian, in: bytes, at: end + 4)
  }

  private static func mendTar(_ bytes: UnsafeMutableRawBufferPointer) {
    var offset = 0
    while offset + 512 <= bytes.count, bytes[offset] != 0 {
      let field = offset + 148..<offset + 156
      for index in field { bytes[index] = 0x20 }
      let digits = String(bytes[offset..<offset + 512].reduce(0) { $0 + Int($1) }, radix: 8)
      for (index, digit) in zip(field, digits.utf8) { bytes[index] = digit }
      let size = String(decoding: bytes[offset + 124..<offset + 135], as: UTF8.self)
      guard let size = Int(size, radix: 8), size >= 0 else { return }
      offset += 512 + (size + 511) / 512 * 512
    }
  }

  private static func sum(_ bytes: UnsafeMutableRawBufferPointer, _ range: Range<Int>) -> UInt32 {
    var sum = CRC32()
    sum.update(UnsafeRawBufferPointer(rebasing: bytes[range]))
    return sum.value
  }

  /// The decompressed contents of deflated data, up to 64 KiB.
  private static func inflated(
    _ bytes: UnsafeMutableRawBufferPointer, _ range: Range<Int>
  ) -> (sum: UInt32, count: Int) {
    let source = MemorySource(Array(bytes[range]), name: "")
    return withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { contents in
      let inflater = try? Inflater(source, range: 0..<source.size, wrapping: .none, name: "")
      let count = (try? inflater?.read(into: contents)) ?? 0
      return (sum(contents, 0..<count), count)
    }
  }

  private static func store(
    _ value: UInt32, in bytes: UnsafeMutableRawBufferPointer, at offset: Int
  ) {
    bytes.storeBytes(of: value, toByteOffset: offset, as: UInt32.self)
  }
}
