import CPNG
import ShinsoTensor

/// Decodes PNG with libpng's simplified interface.
struct PNGDecoder {
  private let name: String
  private let chunks: PNGChunks
  /// The file without the chunks that do not say what the pixels are: libpng would convert colors
  /// by gamma and profiles, which no other reader in the field does, and inflate texts.
  private let essence: [UInt8]

  /// - Throws: `InputError` if the picture is cut short, or larger than its file makes plausible.
  init(_ bytes: UnsafeRawBufferPointer, name: String) throws {
    self.name = name
    chunks = try PNGChunks(bytes, name: name)
    guard chunks.width <= Image.maximumPixelCount / chunks.height,
      chunks.isPlausible(in: bytes.count)
    else {
      throw InputError(
        name, "says it is \(chunks.width) x \(chunks.height) pixels, which cannot be in this file")
    }
    guard chunks.isComplete else {
      throw InputError(name, "is a PNG file cut short; get a whole copy")
    }
    var essence = PNGChunks.signature
    essence.reserveCapacity(bytes.count)
    for chunk in chunks.essential { essence.append(contentsOf: bytes[chunk]) }
    self.essence = essence
  }

  func image(as format: Image.PixelFormat) throws -> Image {
    var reader = png_image()
    reader.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&reader) }
    return try essence.withUnsafeBytes { bytes in
      guard png_image_begin_read_from_memory(&reader, bytes.baseAddress, bytes.count) != 0 else {
        throw failure(reader)
      }
      guard Int(reader.width) == chunks.width, Int(reader.height) == chunks.height else {
        throw InputError(name, "is a damaged PNG file: it has two sizes")
      }
      // Else 16 bits without a gamma would be taken as linear light.
      reader.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
      let hasAlpha = reader.format & PNG_FORMAT_FLAG_ALPHA != 0
      let hasColor = reader.format & PNG_FORMAT_FLAG_COLOR != 0
      let decoded: Image
      if hasAlpha {
        decoded = overWhite(try pixels(&reader, PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA, 4))
      } else {
        let stored: Image.PixelFormat = hasColor ? .rgb : .gray
        decoded = Image(
          width: chunks.width, height: chunks.height, format: stored,
          pixels: try pixels(&reader, hasColor ? PNG_FORMAT_FLAG_COLOR : 0, stored.channels))
      }
      return decoded.converted(to: format).turned(chunks.orientation)
    }
  }

  private func pixels(
    _ reader: inout png_image, _ format: png_uint_32, _ channels: Int
  ) throws -> [UInt8] {
    reader.format = format
    let size = chunks.width * chunks.height * channels
    return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = size
      let status = png_image_finish_read(
        &reader, nil, buffer.baseAddress, png_int_32(chunks.width * channels), nil)
      guard status != 0 else { throw failure(reader) }
    }
  }

  private func failure(_ reader: png_image) -> InputError {
    let message = withUnsafeBytes(of: reader.message) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return InputError(name, "is a damaged PNG file: \(message)")
  }

  /// Lays RGBA over white, rounded to the nearest.
  private func overWhite(_ pixels: [UInt8]) -> Image {
    Image(width: chunks.width, height: chunks.height, format: .rgb) { target in
      pixels.withUnsafeBufferPointer { source in
        for i in 0..<chunks.width * chunks.height {
          let alpha = UInt32(source[4 * i + 3])
          for channel in 0..<3 {
            let sum = UInt32(source[4 * i + channel]) * alpha + 255 * (255 - alpha) + 128
            target[3 * i + channel] = UInt8((sum + (sum >> 8)) >> 8)
          }
        }
      }
    }
  }
}
