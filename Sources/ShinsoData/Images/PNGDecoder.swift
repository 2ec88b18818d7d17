import CPNG
import ShinsoTensor

/// Decodes PNG with libpng's `png_image` interface.
struct PNGDecoder {
  private let name: String
  private let chunks: PNGChunks
  /// The file without the chunks that do not determine the pixels: libpng would convert colors
  /// according to gamma and profiles, which no other reader in the field does, and decompress
  /// texts.
  private let essence: [UInt8]

  /// - Throws: `InputError` if the image is truncated or larger than its file size makes plausible.
  init(_ bytes: UnsafeRawBufferPointer, name: String) throws {
    self.name = name
    chunks = try PNGChunks(bytes, name: name)
    guard chunks.width <= Image.maximumPixelCount / chunks.height,
      chunks.isPlausible(in: bytes.count)
    else {
      throw InputError(
        name, "says it is \(chunks.width) x \(chunks.height) pixels, too many for its file size")
    }
    var essence = PNGChunks.signature
    essence.reserveCapacity(bytes.count)
    for chunk in chunks.essential { essence.append(contentsOf: bytes[chunk]) }
    if !chunks.isComplete { essence += PNGChunks.end }
    self.essence = essence
  }

  /// The picture over white, and how much of each pixel it covers, a gray image.
  func layers() throws -> (color: Image, coverage: Image) {
    let color = try image(as: .rgb)
    var reader = png_image()
    reader.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&reader) }
    let coverage = try essence.withUnsafeBytes { bytes in
      guard png_image_begin_read_from_memory(&reader, bytes.baseAddress, bytes.count) != 0 else {
        throw failure(reader)
      }
      let plain = Image(width: chunks.width, height: chunks.height, format: .gray)
      if reader.format & PNG_FORMAT_FLAG_ALPHA == 0 { return plain }
      if reader.format & PNG_FORMAT_FLAG_LINEAR != 0 {
        let samples: [UInt16] = try samples(&reader, color: true, alpha: true)
        return alpha(of: samples.map(PNGDecoder.eightBits))
      }
      return alpha(of: try samples(&reader, color: true, alpha: true))
    }
    return (color, coverage.turned(chunks.orientation))
  }

  private func alpha(of samples: [UInt8]) -> Image {
    image(stride(from: 3, to: samples.count, by: 4).map { samples[$0] }, color: false)
  }

  func image(as format: Image.PixelFormat) throws -> Image {
    if chunks.isComplete { return try decoded(as: format) }
    guard let image = try? decoded(as: format) else {
      throw InputError(name, "is a truncated PNG file; get a complete copy")
    }
    ImageNotes.say(name, "lacks its end chunk, but the image is complete")
    return image
  }

  private func decoded(as format: Image.PixelFormat) throws -> Image {
    var reader = png_image()
    reader.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&reader) }
    return try essence.withUnsafeBytes { bytes in
      guard png_image_begin_read_from_memory(&reader, bytes.baseAddress, bytes.count) != 0 else {
        throw failure(reader)
      }
      guard Int(reader.width) == chunks.width, Int(reader.height) == chunks.height else {
        throw InputError(name, "is a damaged PNG file: it declares two sizes")
      }
      let hasAlpha = reader.format & PNG_FORMAT_FLAG_ALPHA != 0
      let isDeep = reader.format & PNG_FORMAT_FLAG_LINEAR != 0
      let hasColor = hasAlpha || reader.format & PNG_FORMAT_FLAG_COLOR != 0
      let decoded: Image
      switch (hasAlpha, isDeep) {
      case (false, false):
        decoded = image(try samples(&reader, color: hasColor), color: hasColor)
      case (false, true):
        let samples: [UInt16] = try samples(&reader, color: hasColor)
        decoded = image(samples.map(PNGDecoder.eightBits), color: hasColor)
      case (true, false):
        decoded = try overWhite(samples(&reader, color: true, alpha: true))
      case (true, true):
        decoded = try overWhite(premultiplied: samples(&reader, color: true, alpha: true))
      }
      return decoded.converted(to: format).turned(chunks.orientation)
    }
  }

  /// The samples of all pixels with the file's bit depth rounded up to 8 or 16. Do not ask libpng
  /// for 8 bits if the file has 16: releases before 1.6.51 then write past the end of the buffer if
  /// the file is interlaced (CVE-2025-65018). The 16-bit samples come as "linear", with color
  /// multiplied by alpha; as libpng knows no gamma, they are otherwise those of the file.
  private func samples<Sample: FixedWidthInteger>(
    _ reader: inout png_image, color: Bool, alpha: Bool = false
  ) throws -> [Sample] {
    reader.format =
      (color ? PNG_FORMAT_FLAG_COLOR : 0) | (alpha ? PNG_FORMAT_FLAG_ALPHA : 0)
      | (Sample.bitWidth == 16 ? PNG_FORMAT_FLAG_LINEAR : 0)
    let rowLength = chunks.width * ((color ? 3 : 1) + (alpha ? 1 : 0))
    return try [Sample](unsafeUninitializedCapacity: rowLength * chunks.height) { buffer, count in
      let status = png_image_finish_read(
        &reader, nil, buffer.baseAddress, png_int_32(rowLength), nil)
      guard status != 0 else { throw failure(reader) }
      count = rowLength * chunks.height
    }
  }

  private func image(_ pixels: [UInt8], color: Bool) -> Image {
    Image(
      width: chunks.width, height: chunks.height, format: color ? .rgb : .gray, pixels: pixels)
  }

  /// Rounds 16 bits to 8.
  private static func eightBits(_ sample: UInt16) -> UInt8 {
    UInt8((UInt32(sample) * 255 + 32767) / 65535)
  }

  private func failure(_ reader: png_image) -> InputError {
    let message = withUnsafeBytes(of: reader.message) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return InputError(name, "is a damaged PNG file: \(message)")
  }

  /// Blends RGBA with white and rounds to nearest.
  private func overWhite(_ samples: [UInt8]) -> Image {
    overWhite(samples) { Image.overWhite($0, alpha: $1) }
  }

  /// Blends RGBA with white if the color is already multiplied by alpha.
  private func overWhite(premultiplied samples: [UInt16]) -> Image {
    overWhite(samples) { sample, alpha in
      let sum = UInt32(sample) + 65535 - UInt32(alpha)
      return PNGDecoder.eightBits(UInt16(min(sum, 65535)))
    }
  }

  @inline(__always)
  private func overWhite<Sample: FixedWidthInteger>(
    _ samples: [Sample], _ mix: (_ sample: Sample, _ alpha: Sample) -> UInt8
  ) -> Image {
    Image(width: chunks.width, height: chunks.height, format: .rgb) { target in
      samples.withUnsafeBufferPointer { source in
        for i in 0..<chunks.width * chunks.height {
          let alpha = source[4 * i + 3]
          for channel in 0..<3 { target[3 * i + channel] = mix(source[4 * i + channel], alpha) }
        }
      }
    }
  }
}
