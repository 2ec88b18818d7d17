import Foundation
import ShinsoTensor

/// The header data of a JPEG file (ITU-T T.81, annex B), read without decoding the file.
struct JPEGHeader {
  let width: Int
  let height: Int
  /// 1 (gray), 3 (color) or 4 (CMYK).
  let components: Int
  let orientation: ImageOrientation
  /// Whether the image comes in one piece and not in ever finer ones.
  let isBaseline: Bool
  /// Where the data after the frame header start.
  private let end: Int

  private enum Marker {
    static let endOfImage: UInt8 = 0xd9
    static let startOfScan: UInt8 = 0xda
    static let exif: UInt8 = 0xe1
    /// Markers without a segment: TEM, RST0...7 and SOI.
    static func isBare(_ marker: UInt8) -> Bool { marker == 0x01 || (0xd0...0xd8) ~= marker }
    /// SOF0...15, except for DHT, JPG and DAC, whose codes are among them.
    static func isFrame(_ marker: UInt8) -> Bool {
      (0xc0...0xcf) ~= marker && ![0xc4, 0xc8, 0xcc].contains(marker)
    }
  }

  /// - Throws: `InputError` if there is no frame header, or if it needs something unsupported.
  init(_ bytes: UnsafeRawBufferPointer, name: String) throws {
    var orientation = ImageOrientation.none
    var offset = 2
    while let (marker, start) = JPEGHeader.marker(in: bytes, from: offset) {
      guard marker != Marker.endOfImage, marker != Marker.startOfScan else { break }
      offset = start
      if Marker.isBare(marker) { continue }
      guard let length = bytes.integer16(at: start), length >= 2,
        let body = bytes.part(at: start + 2, length: length - 2)
      else { break }
      offset += length
      if marker == Marker.exif, body.starts(with: Array("Exif\0\0".utf8)) {
        let tiff = UnsafeRawBufferPointer(rebasing: body.dropFirst(6))
        if orientation == .none { orientation = ImageOrientation(exif: tiff) }
      }
      if Marker.isFrame(marker) {
        guard let height = body.integer16(at: 1), let width = body.integer16(at: 3),
          body.count >= 6
        else { break }
        self.width = width
        self.height = height
        components = Int(body[5])
        self.orientation = orientation
        isBaseline = marker != 0xc2
        end = offset
        try check(coding: marker, precision: Int(body[0]), name: name)
        return
      }
    }
    throw InputError(name, "is a JPEG file that is truncated or damaged before its image data")
  }

  private func check(coding: UInt8, precision: Int, name: String) throws {
    guard (0xc0...0xc2).contains(coding) else {
      throw InputError(
        name,
        "is an arithmetic, lossless or hierarchical JPEG; convert it to a baseline JPEG")
    }
    guard precision == 8 else {
      throw InputError(name, "has \(precision) bits per sample; convert it to a JPEG with 8")
    }
    guard width > 0, height > 0 else {
      throw InputError(name, "says it is \(width) x \(height) pixels")
    }
    guard [1, 3, 4].contains(components) else {
      throw InputError(name, "has \(components) color components; convert it to RGB")
    }
  }

  /// Whether the end-of-image marker is there. Segments are skipped, because thumbnails in them
  /// have end markers too.
  func isComplete(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var offset = end
    while let (marker, start) = JPEGHeader.marker(in: bytes, from: offset) {
      if marker == Marker.endOfImage { return true }
      offset = start
      if Marker.isBare(marker) { continue }
      guard let length = bytes.integer16(at: start) else { return false }
      offset += max(length, 2)
    }
    return false
  }

  /// The next marker from `offset` on, and where the data after it start. Skips compressed data, in
  /// which 0xff is followed by 0.
  private static func marker(
    in bytes: UnsafeRawBufferPointer, from offset: Int
  ) -> (marker: UInt8, start: Int)? {
    var offset = offset
    while offset < bytes.count, let start = bytes.baseAddress,
      let found = memchr(start + offset, 0xff, bytes.count - offset)
    {
      offset = UnsafeRawPointer(found) - start + 1
      guard offset < bytes.count else { return nil }
      let marker = bytes[offset]
      // Repeated 0xff bytes are padding.
      if marker == 0xff { continue }
      offset += 1
      if marker != 0 { return (marker, offset) }
    }
    return nil
  }
}
