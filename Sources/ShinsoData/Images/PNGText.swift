import ShinsoFormats

/// A text chunk of a PNG file (PNG specification, 11.3.3) that tells the orientation: XMP, or EXIF data in
/// hexadecimal digits, as ImageMagick writes them.
struct PNGText {
  let exif: ImageOrientation?
  let xmp: ImageOrientation?

  /// More than EXIF data or a packet of XMP have.
  private static let maximumByteCount = 1 << 20

  /// nil for a chunk of another kind, or one that is damaged.
  init?(type: String, _ body: UnsafeRawBufferPointer) {
    guard ["tEXt", "zTXt", "iTXt"].contains(type), let end = body.firstIndex(of: 0) else {
      return nil
    }
    let keyword = String(decoding: body[..<end], as: UTF8.self)
    guard PNGText.keywords.contains(keyword),
      let text = PNGText.text(type, Array(body[(end + 1)...]))
    else { return nil }
    let isXMP = keyword == PNGText.xmpKeyword
    xmp = isXMP ? text.withUnsafeBytes { ImageOrientation(xmp: $0) } : nil
    exif =
      isXMP
      ? nil : PNGText.profile(text).flatMap { $0.withUnsafeBytes { ImageOrientation(exif: $0) } }
  }

  private static let xmpKeyword = "XML:com.adobe.xmp"
  private static let keywords: Set = [
    xmpKeyword, "Raw profile type exif", "Raw profile type EXIF", "Raw profile type APP1",
    "Raw profile type app1",
  ]

  /// What follows the keyword, decompressed.
  private static func text(_ type: String, _ rest: [UInt8]) -> [UInt8]? {
    func inflated(_ bytes: [UInt8]) -> [UInt8]? {
      try? ZlibData.read(bytes, name: "text", limit: maximumByteCount)
    }
    switch type {
    case "tEXt": return rest
    case "zTXt": return inflated(Array(rest.dropFirst()))
    default:
      // A flag, a method, a language and a translated keyword.
      guard rest.count > 2, let language = rest[2...].firstIndex(of: 0),
        let keyword = rest[(language + 1)...].firstIndex(of: 0)
      else { return nil }
      let text = Array(rest[(keyword + 1)...])
      return rest[0] == 0 ? text : inflated(text)
    }
  }

  /// The bytes of a profile: a name, their number, and two hexadecimal digits for each.
  private static func profile(_ text: [UInt8]) -> [UInt8]? {
    let words = text.split { [0x0A, 0x0D, 0x20, 0x09].contains($0) }
    guard words.count > 2 else { return nil }
    let digits = words[2...].joined().compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
  }
}
