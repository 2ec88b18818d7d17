import CWebP
import ShinsoTensor

/// Decodes WebP with libwebp.
struct WebPDecoder {
  let width: Int
  let height: Int
  let orientation: ImageOrientation
  private let bytes: UnsafeRawBufferPointer
  private let name: String

  /// - Throws: `InputError` if the header is damaged, or the image is an animation.
  init(_ bytes: UnsafeRawBufferPointer, name: String) throws {
    self.bytes = bytes
    self.name = name
    var features = WebPBitstreamFeatures()
    let status = WebPGetFeatures(
      bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, &features)
    guard status == VP8_STATUS_OK, features.width > 0, features.height > 0 else {
      throw WebPDecoder.damaged(name)
    }
    guard features.has_animation == 0 else {
      throw InputError(name, "is an animated WebP; save one of its images as PNG")
    }
    width = Int(features.width)
    height = Int(features.height)
    // The format allows no more than 16383 pixels each way.
    guard width <= Image.maximumPixelCount / height else {
      throw InputError(name, "says it is \(width) x \(height) pixels, more than any image has")
    }
    orientation = WebPDecoder.orientation(in: bytes)
  }

  /// Transparent pixels are blended with white.
  func image(as format: Image.PixelFormat) throws -> Image {
    let samples = try [UInt8](unsafeUninitializedCapacity: width * height * 4) { buffer, count in
      let done = WebPDecodeRGBAInto(
        bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, buffer.baseAddress,
        buffer.count, Int32(width * 4))
      guard done != nil else { throw WebPDecoder.damaged(name) }
      count = width * height * 4
    }
    return Image(width: width, height: height, format: .rgb) { target in
      samples.withUnsafeBufferPointer { source in
        for i in 0..<width * height {
          let alpha = source[4 * i + 3]
          for channel in 0..<3 {
            target[3 * i + channel] = Image.overWhite(source[4 * i + channel], alpha: alpha)
          }
        }
      }
    }.converted(to: format).turned(orientation)
  }

  private static func damaged(_ name: String) -> InputError {
    InputError(name, "is a damaged or truncated WebP file; get a complete copy")
  }

  /// From the chunks of the container (Google, "WebP container specification").
  private static func orientation(in bytes: UnsafeRawBufferPointer) -> ImageOrientation {
    var (exif, xmp): (ImageOrientation?, ImageOrientation?)
    var offset = 12
    while let length = bytes.integer32(at: offset + 4, bigEndian: false),
      let body = bytes.part(at: offset + 8, length: length)
    {
      let type = bytes[offset..<offset + 4]
      if type.elementsEqual("EXIF".utf8) { exif = exif ?? ImageOrientation(exif: body) }
      if type.elementsEqual("XMP ".utf8) { xmp = xmp ?? ImageOrientation(xmp: body) }
      offset += 8 + length + length % 2
    }
    return exif ?? xmp ?? .none
  }
}
