import CZlib

/// The checksum of gzip and zip (CRC-32 of ISO 3309), computed by zlib.
struct CRC32 {
  private(set) var value: UInt32 = 0

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    // For a null pointer, zlib returns the initial value, whatever the checksum was.
    guard let start else { return }
    value = UInt32(crc32_z(UInt(value), start, bytes.count))
  }
}
