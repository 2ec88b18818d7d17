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
  var isBaseline: Bool { marker == 0xc0 || marker == 0xc1 }
  var isArithmetic: Bool { marker > 0xc8 }
  private let marker: UInt8
  /// Where the data after the frame header start.
  private let end: Int

  private enum Marker {
    static let endOfImage: UInt8 = 0xd9
    static let startOfScan: UInt8 = 0xda
    /// APP1, which holds EXIF or XMP.
    static let application: UInt8 = 0xe1
    /// Markers without a segment: TEM, RST0...7 and SOI.
    static func isBare(_ marker: UInt8) -> Bool { marker == 0x01 || (0xd0...0xd8) ~= marker }
    /// SOF0...15, except for DHT, JPG and DAC, whose codes are among them.
    static func isFrame(_ marker: UInt8) -> Bool {
      (0xc0...0xcf) ~= marker && ![0xc4, 0xc8, 0xcc].contains(marker)
    }
  }

  /// - Throws: `InputError` if there is no frame header, or if it needs something unsupported.
  init(_ bytes: UnsafeRawBufferPointer, name: String) throws {
    var (exif, xmp): (ImageOrientation?, ImageOrientation?)
    var offset = 2
    while let (marker, start) = JPEGHeader.marker(in: bytes, from: offset) {
      guard marker != Marker.endOfImage, marker != Marker.startOfScan else { break }
      offset = start
      if Marker.isBare(marker) { continue }
      guard let length = bytes.integer16(at: start), length >= 2,
        let body = bytes.part(at: start + 2, length: length - 2)
      else { break }
      offset += length
      if marker == Marker.application, body.starts(with: ImageOrientation.exifStart) {
        exif = exif ?? ImageOrientation(exif: body)
      } else if marker == Marker.application, body.starts(with: JPEGHeader.xmpStart) {
        xmp = xmp ?? ImageOrientation(xmp: body)
      }
      if Marker.isFrame(marker) {
        guard let height = body.integer16(at: 1), let width = body.integer16(at: 3),
          body.count >= 6
        else { break }
        self.width = width
        self.height = height
        components = Int(body[5])
        orientation = exif ?? xmp ?? .none
        self.marker = marker
        end = offset
        try check(coding: marker, precision: Int(body[0]), name: name)
        return
      }
    }
    throw InputError(name, "is a JPEG file that is truncated or damaged before its image data")
  }

  private func check(coding: UInt8, precision: Int, name: String) throws {
    guard [0xc0, 0xc1, 0xc2, 0xc9, 0xca].contains(coding) else {
      throw InputError(
        name, "is a lossless or hierarchical JPEG; convert it to a baseline JPEG")
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

  /// Where the compressed data of a baseline image end that has them in one piece, if no end marker
  /// follows: what does is not the image's. nil for other images, and for those with an end.
  func endOfData(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard isBaseline else { return nil }
    var offset = end
    while let (marker, start) = JPEGHeader.marker(in: bytes, from: offset) {
      offset = start
      if JPEGHeader.Marker.isBare(marker) { continue }
      guard let length = bytes.integer16(at: start), length >= 2 else { return nil }
      offset += length
      guard marker == Marker.startOfScan else { continue }
      guard offset < bytes.count else { return nil }
      guard let count = bytes.part(at: start + 2, length: 1), Int(count[0]) == components else {
        return nil
      }
      while let (next, after) = JPEGHeader.marker(in: bytes, from: offset) {
        if next == Marker.endOfImage { return nil }
        // Restart markers divide the data.
        guard (0xd0...0xd7).contains(next) else { return after - 2 }
        offset = after
      }
      return bytes.count
    }
    return nil
  }

  private static let xmpStart = Array("http://ns.adobe.com/xap/1.0/\0".utf8)

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
