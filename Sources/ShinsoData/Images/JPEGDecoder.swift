import CTurboJPEG
import ShinsoTensor

/// Decodes JPEG with libjpeg-turbo, with accurate DCT and smooth upsampling like Pillow.
struct JPEGDecoder {
  private let bytes: UnsafeRawBufferPointer
  /// The data of an image that lacks its end marker, with one; nil for others.
  private let mended: [UInt8]?
  private let name: String
  let header: JPEGHeader

  /// Parts of libjpeg's warnings about files whose images are complete.
  static let harmless = [
    "extraneous bytes before marker", "Adobe color transform code", "JFIF revision number",
    "Invalid SOS parameters",
  ]

  /// - Throws: `InputError` if the image is truncated or larger than its file size makes plausible.
  init(_ bytes: UnsafeRawBufferPointer, name: String) throws {
    self.bytes = bytes
    self.name = name
    header = try JPEGHeader(bytes, name: name)
    let pixels = header.width * header.height
    // A block of 8 x 8 pixels takes at least one bit.
    let plausible = bytes.count.multipliedReportingOverflow(by: 512)
    guard pixels <= Image.maximumPixelCount, plausible.overflow || pixels <= plausible.partialValue
    else {
      throw InputError(
        name, "says it is \(header.width) x \(header.height) pixels, too many for its file size")
    }
    if let end = header.endOfData(bytes) {
      mended = bytes[..<end] + [0xff, 0xd9]
    } else {
      mended = nil
      guard header.isComplete(bytes) else { throw truncated }
    }
  }

  /// Whether the file has what the format wants at its end.
  var hasEnd: Bool { mended == nil }

  private var truncated: InputError {
    InputError(name, "is a truncated JPEG file; get a complete copy")
  }

  func image(as format: Image.PixelFormat) throws -> Image {
    if header.isArithmetic {
      ImageNotes.say(name, "is an arithmetic JPEG, which few programs read")
    }
    if !hasEnd { ImageNotes.say(name, "lacks its end marker, but the image is complete") }
    guard let mended else { return try image(of: bytes, as: format) }
    do {
      return try mended.withUnsafeBytes { try image(of: $0, as: format) }
    } catch { throw truncated }
  }

  private func image(
    of bytes: UnsafeRawBufferPointer, as format: Image.PixelFormat
  ) throws -> Image {
    guard let decoder = tjInitDecompress() else {
      throw InputError(name, "cannot be decoded: out of memory")
    }
    defer { tjDestroy(decoder) }
    try checkHeader(of: bytes, with: decoder)
    let decoded: Image
    switch header.components {
    case 1:
      decoded = try Image(width: header.width, height: header.height, format: .gray) {
        try decode(bytes, with: decoder, TJPF_GRAY, into: $0)
      }
    case 3:
      decoded = try Image(width: header.width, height: header.height, format: .rgb) {
        try decode(bytes, with: decoder, TJPF_RGB, into: $0)
      }
    default:
      let inks = try [UInt8](unsafeUninitializedCapacity: header.width * header.height * 4) {
        buffer, count in
        count = header.width * header.height * 4
        try decode(bytes, with: decoder, TJPF_CMYK, into: buffer)
      }
      decoded = rgb(fromInks: inks)
    }
    return decoded.converted(to: format).turned(header.orientation)
  }

  /// The decoder must find the same size as ``JPEGHeader`` did; otherwise part of the image would
  /// be uninitialized memory.
  private func checkHeader(
    of bytes: UnsafeRawBufferPointer, with decoder: tjhandle
  ) throws {
    var (width, height, subsampling, colors) = (CInt(-1), CInt(-1), CInt(-1), CInt(-1))
    let status = tjDecompressHeader3(
      decoder, bytes.bindMemory(to: UInt8.self).baseAddress, UInt(bytes.count), &width, &height,
      &subsampling, &colors)
    // With unusual subsampling this fails after setting the size, but decoding still works.
    guard Int(width) == header.width, Int(height) == header.height else {
      throw InputError(
        name, status == 0 ? "is a damaged JPEG file: it declares two sizes" : problem(of: decoder))
    }
  }

  private func decode(
    _ bytes: UnsafeRawBufferPointer, with decoder: tjhandle, _ format: TJPF,
    into target: UnsafeMutableBufferPointer<UInt8>
  ) throws {
    // A file of a few bytes can ask for thousands of progressive passes; the flag refuses them.
    let status = tjDecompress2(
      decoder, bytes.bindMemory(to: UInt8.self).baseAddress, UInt(bytes.count), target.baseAddress,
      CInt(header.width), 0, CInt(header.height), CInt(format.rawValue), TJFLAG_LIMITSCANS)
    guard status != 0 else { return }
    // The message is that of the fatal error, if there was one, or else of the first warning; the
    // error code cannot tell them apart. Like other readers, accept warnings that leave the image
    // complete, but not those after which the rest would be gray or garbled.
    let message = String(cString: tjGetErrorStr2(decoder))
    if JPEGDecoder.harmless.contains(where: message.contains) { return }
    throw InputError(name, problem(of: decoder))
  }

  private func problem(of decoder: tjhandle) -> String {
    "is a damaged JPEG file: \(String(cString: tjGetErrorStr2(decoder)))"
  }

  /// Converts from inverted CMYK, which Adobe's programs store and Pillow assumes for all CMYK.
  private func rgb(fromInks inks: [UInt8]) -> Image {
    Image(width: header.width, height: header.height, format: .rgb) { target in
      inks.withUnsafeBufferPointer { source in
        for i in 0..<header.width * header.height {
          let light = UInt32(source[4 * i + 3])
          for channel in 0..<3 {
            let ink = 255 - UInt32(source[4 * i + channel])
            let product = ink * light + 128
            target[3 * i + channel] = UInt8(light - (((product >> 8) + product) >> 8))
          }
        }
      }
    }
  }
}
