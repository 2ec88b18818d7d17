import CKernels
import CTurboJPEG
import ShinsoTensor

/// Decodes JPEG with libjpeg-turbo, with accurate DCT and smooth upsampling like Pillow.
struct JPEGDecoder {
  private let bytes: UnsafeRawBufferPointer
  /// Where the scans lie of an image that lacks its end marker; nil for others.
  private let openScans: Range<Int>?
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
    openScans = header.openScans(bytes)
    guard openScans != nil || header.isComplete(bytes) else { throw truncated }
  }

  /// Whether the file has what the format wants at its end.
  var hasEnd: Bool { openScans == nil }

  private var truncated: InputError {
    InputError(name, "is a truncated JPEG file; get a complete copy")
  }

  func image(as format: Image.PixelFormat) throws -> Image {
    let image =
      try openScans.map { try mendedImage($0, as: format) } ?? image(of: bytes, as: format)
    if header.isArithmetic {
      ImageNotes.say(name, "is an arithmetic JPEG, which few programs read")
    }
    if !hasEnd { ImageNotes.say(name, "lacks its end marker; what follows its data is not read") }
    return image
  }

  /// The image with an end marker after its scans. Where a file was cut and filled up with something else,
  /// the decoder may take the filling for data.
  private func mendedImage(_ scans: Range<Int>, as format: Image.PixelFormat) throws -> Image {
    let mended = bytes[..<scans.upperBound] + [0xff, 0xd9]
    do {
      return try mended.withUnsafeBytes { bytes in
        let image = try image(of: bytes, as: format)
        let end = max(scans.upperBound - (try checkWarnings(of: bytes)), scans.lowerBound)
        let filling = JPEGFilling(bytes, from: scans.lowerBound, decodedTo: end)
        if filling.isPresent { throw truncated }
        return image
      }
    } catch { throw truncated }
  }

  /// Looks at all of libjpeg's warnings, of which TurboJPEG tells only the first.
  ///
  /// - Returns: the number of bytes between the data and the end marker.
  /// - Throws: `InputError` for one that is not harmless, and if scans are missing.
  private func checkWarnings(of bytes: UnsafeRawBufferPointer) throws -> Int {
    let (width, height) = (Int32(header.width), Int32(header.height))
    let part = shinso_jpeg_part(
      width: width, height: height, left: 0, top: 0, columns: width, rows: height, denominator: 1,
      channels: Int32(header.components), to_end: 1)
    let count = header.width * header.height * header.components
    var spare = 0
    _ = try [UInt8](unsafeUninitializedCapacity: count) { target, _ in
      spare = try JPEGImage.decode(bytes, part, into: target, name: name)
    }
    return spare
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
    if JPEGDecoder.harmless.contains(where: message.contains) {
      // A mended file is checked in any case.
      if hasEnd { _ = try checkWarnings(of: bytes) }
      return
    }
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
