import Foundation
import ShinsoFormats
import ShinsoTensor

/// Reads the bytes of an image file, which may be inside an archive.
enum ImageFile {
  /// The size of the pixels of a color image with ``Image/maximumPixelCount`` pixels.
  static let maximumByteCount = 1 << 29

  static func bytes(of url: URL) throws -> [UInt8] {
    try PackedFile.bytes(of: url, limit: maximumByteCount)
  }
}

/// The file formats, recognized by their first bytes, because names are often wrong.
enum ImageFileKind {
  case jpeg, png, webp

  /// Enough bytes to recognize a format.
  static let startSize = 12

  init?(_ bytes: UnsafeRawBufferPointer) {
    if bytes.starts(with: PNGChunks.signature) {
      self = .png
    } else if bytes.starts(with: [0xff, 0xd8, 0xff]) {
      self = .jpeg
    } else if bytes.starts(with: Array("RIFF".utf8)),
      bytes.part(at: 8, length: 4)?.elementsEqual("WEBP".utf8) == true
    {
      self = .webp
    } else {
      return nil
    }
  }

  static func unknown(_ bytes: UnsafeRawBufferPointer, name: String) -> InputError {
    if bytes.isEmpty { return InputError(name, "is empty; give a JPEG, PNG or WebP image") }
    let documents: [(name: String, start: [UInt8])] = [
      ("PDF", Array("%PDF".utf8)), ("HTML", Array("<".utf8)),
    ]
    let drawing = bytes.prefix(4096).firstRange(of: "<svg".utf8) == nil ? nil : "SVG"
    let other =
      otherImage(bytes) ?? drawing ?? documents.first { bytes.starts(with: $0.start) }?.name
    guard let other else {
      return InputError(name, "is neither JPEG, PNG nor WebP; convert it to one of them")
    }
    return InputError(name, "looks like \(other), not JPEG, PNG or WebP; convert it to one of them")
  }

  /// The name of the format of an image that is not read, by its first bytes.
  static func otherImage(_ bytes: UnsafeRawBufferPointer) -> String? {
    let known: [(name: String, start: [UInt8])] = [
      ("GIF", Array("GIF8".utf8)), ("TIFF", Array("II*".utf8) + [0]),
      ("TIFF", Array("MM".utf8) + [0, 42]),
    ]
    // Text may start like BMP, but has no zeros.
    if bytes.starts(with: Array("BM".utf8)), bytes.integer32(at: 6) == 0 { return "BMP" }
    if bytes.part(at: 4, length: 4)?.elementsEqual("ftyp".utf8) == true,
      let brand = bytes.part(at: 8, length: 4),
      ["heic", "heix", "mif1", "avif"].contains(String(decoding: brand, as: UTF8.self))
    {
      return "HEIF"
    }
    return known.first { bytes.starts(with: $0.start) }?.name
  }
}

extension UnsafeRawBufferPointer {
  /// The two-byte integer at `offset`; nil past the end.
  func integer16(at offset: Int, bigEndian: Bool = true) -> Int? {
    guard offset >= 0, offset <= count - 2 else { return nil }
    let value = loadUnaligned(fromByteOffset: offset, as: UInt16.self)
    return Int(bigEndian ? UInt16(bigEndian: value) : UInt16(littleEndian: value))
  }

  /// The four-byte integer at `offset`; nil past the end.
  func integer32(at offset: Int, bigEndian: Bool = true) -> Int? {
    guard offset >= 0, offset <= count - 4 else { return nil }
    let value = loadUnaligned(fromByteOffset: offset, as: UInt32.self)
    return Int(bigEndian ? UInt32(bigEndian: value) : UInt32(littleEndian: value))
  }

  /// `length` bytes from `offset` on; nil if fewer are left.
  func part(at offset: Int, length: Int) -> UnsafeRawBufferPointer? {
    guard offset >= 0, length >= 0, offset <= count - length else { return nil }
    return UnsafeRawBufferPointer(rebasing: self[offset..<offset + length])
  }
}
