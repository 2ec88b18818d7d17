import ShinsoTensor

/// The chunks of a PNG file (W3C PNG specification, section 5), read without decoding the file.
struct PNGChunks {
  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// The last chunk of every file, which is empty.
  static let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]

  let width: Int
  let height: Int
  /// As EXIF data or, if there are none, XMP have it.
  var orientation: ImageOrientation { exif ?? xmp ?? .none }
  private var exif: ImageOrientation?
  private var xmp: ImageOrientation?
  /// Where the chunks are that determine the pixels.
  private(set) var essential: [Range<Int>] = []
  /// Whether the file is complete up to its last chunk.
  private(set) var isComplete = false
  /// Bits per pixel in the file.
  private let bitsPerPixel: Int

  /// - Throws: `InputError` if the first chunk is not a valid header.
  init(_ bytes: UnsafeRawBufferPointer, name: String) throws {
    let (start, headerLength) = (PNGChunks.signature.count, 13)
    guard bytes.integer32(at: start) == headerLength,
      let header = bytes.part(at: start + 8, length: headerLength),
      PNGChunks.type(in: bytes, at: start) == "IHDR",
      let width = header.integer32(at: 0), let height = header.integer32(at: 4)
    else { throw InputError(name, "is a PNG file without a header, or truncated") }
    let extents = 1...Image.maximumExtent
    guard extents.contains(width), extents.contains(height) else {
      throw InputError(
        name,
        "says it is \(width) x \(height) pixels; the limit is \(extents.upperBound) each way")
    }
    self.width = width
    self.height = height
    let samples = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][header[9]] ?? 4
    bitsPerPixel = samples * Int(header[8])
    readChunks(bytes, from: start)
  }

  private mutating func readChunks(_ bytes: UnsafeRawBufferPointer, from start: Int) {
    var offset = start
    // Length, type and checksum take 12 bytes.
    while let length = bytes.integer32(at: offset), length <= bytes.count - offset - 12 {
      let chunk = offset..<offset + 12 + length
      let type = PNGChunks.type(in: bytes, at: offset)
      let isCritical = bytes[offset + 4] & 0x20 == 0
      if isCritical || type == "tRNS" { essential.append(chunk) }
      if type == "eXIf", let exif = bytes.part(at: offset + 8, length: length) {
        self.exif = self.exif ?? ImageOrientation(exif: exif)
      } else if let body = bytes.part(at: offset + 8, length: length),
        let text = PNGText(type: type ?? "", body)
      {
        exif = exif ?? text.exif
        xmp = xmp ?? text.xmp
      }
      if type == "IEND" {
        isComplete = true
        return
      }
      offset = chunk.upperBound
    }
  }

  /// Whether an image of this size can fit in a file of `byteCount` bytes: deflate compresses at
  /// most 1032 bytes into one.
  func isPlausible(in byteCount: Int) -> Bool {
    let rowBytes = (width * bitsPerPixel + 7) / 8
    return height.multipliedReportingOverflow(by: rowBytes).partialValue / 1040 <= byteCount
  }

  private static func type(in bytes: UnsafeRawBufferPointer, at offset: Int) -> String? {
    bytes.part(at: offset + 4, length: 4).map { String(decoding: $0, as: UTF8.self) }
  }
}
