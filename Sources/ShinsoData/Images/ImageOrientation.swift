/// How a stored image must be turned to be upright: the values of EXIF's tag `Orientation` (CIPA
/// DC-008, 4.6.4). The names say what to do.
enum ImageOrientation: Int, CaseIterable {
  case none = 1
  case mirror
  case rotateHalf
  case flip
  case transpose
  case rotateRight
  case transverse
  case rotateLeft

  /// Whether width and height are swapped.
  var swapsSides: Bool { rawValue >= ImageOrientation.transpose.rawValue }

  func size(_ width: Int, _ height: Int) -> (width: Int, height: Int) {
    swapsSides ? (height, width) : (width, height)
  }

  /// What EXIF data say, a small TIFF file, with or without the leading `Exif\0\0`; nil if they say
  /// nothing, or nothing that makes sense.
  init?(exif bytes: UnsafeRawBufferPointer) {
    let start = ImageOrientation.exifStart
    let tiff =
      bytes.starts(with: start)
      ? UnsafeRawBufferPointer(rebasing: bytes.dropFirst(start.count)) : bytes
    guard let found = ImageOrientation.read(tiff) else { return nil }
    self = found
  }

  /// What an XMP packet says in `tiff:Orientation`, as an attribute or an element (Adobe, "XMP
  /// specification part 2", 3.1); nil if it says nothing, or nothing that makes sense.
  init?(xmp bytes: UnsafeRawBufferPointer) {
    let name = Array("tiff:Orientation".utf8)
    let spaces: Set<UInt8> = [0x09, 0x0A, 0x0D, 0x20]
    var rest = bytes[...]
    while let found = rest.firstRange(of: name) {
      rest = rest[found.upperBound...]
      let text = rest.drop { spaces.contains($0) }
      let value: Slice<UnsafeRawBufferPointer>
      switch text.first {
      case UInt8(ascii: "="):
        let quoted = text.dropFirst().drop { spaces.contains($0) }
        guard quoted.first == UInt8(ascii: "\"") || quoted.first == UInt8(ascii: "'") else {
          continue
        }
        value = quoted.dropFirst()
      case UInt8(ascii: ">"): value = text.dropFirst()
      default: continue
      }
      let digits = value.drop { spaces.contains($0) }.prefix { (0x30...0x39).contains($0) }
      if let number = Int(String(decoding: digits, as: UTF8.self)),
        let orientation = ImageOrientation(rawValue: number)
      {
        self = orientation
        return
      }
    }
    return nil
  }

  /// What programs put before EXIF data.
  static let exifStart = Array("Exif\0\0".utf8)

  private static func read(_ bytes: UnsafeRawBufferPointer) -> ImageOrientation? {
    let bigEndian: Bool
    switch bytes.integer16(at: 0) {
    case 0x4949: bigEndian = false  // "II"
    case 0x4d4d: bigEndian = true  // "MM"
    default: return nil
    }
    guard bytes.integer16(at: 2, bigEndian: bigEndian) == 42,
      let directory = bytes.integer32(at: 4, bigEndian: bigEndian),
      let entries = bytes.integer16(at: directory, bigEndian: bigEndian)
    else { return nil }
    let orientationTag = 0x0112
    for entry in 0..<entries {
      let offset = directory + 2 + 12 * entry
      guard let tag = bytes.integer16(at: offset, bigEndian: bigEndian) else { return nil }
      guard tag == orientationTag else { continue }
      guard let type = bytes.integer16(at: offset + 2, bigEndian: bigEndian),
        bytes.integer32(at: offset + 4, bigEndian: bigEndian) == 1
      else { return nil }
      return value(of: type, in: bytes, at: offset + 8, bigEndian).flatMap(Self.init(rawValue:))
    }
    return nil
  }

  /// A short as the standard wants it, or another integer type, as some programs write it: byte, long,
  /// their signed kinds, and the offset of a directory.
  private static func value(
    of type: Int, in bytes: UnsafeRawBufferPointer, at offset: Int, _ bigEndian: Bool
  ) -> Int? {
    switch type {
    case 1, 6: bytes.part(at: offset, length: 1).map { Int($0[0]) }
    case 3, 8: bytes.integer16(at: offset, bigEndian: bigEndian)
    case 4, 9, 13: bytes.integer32(at: offset, bigEndian: bigEndian)
    default: nil
    }
  }
}

extension Image {
  /// Turns the image according to `orientation`.
  func turned(_ orientation: ImageOrientation) -> Image {
    if orientation == .none { return self }
    // The source pixel of (x, y) is at origin + x * right + y * down.
    let (origin, right, down) =
      switch orientation {
      case .none: (0, 1, width)
      case .mirror: (width - 1, -1, width)
      case .rotateHalf: (width * height - 1, -1, -width)
      case .flip: ((height - 1) * width, 1, -width)
      case .transpose: (0, width, 1)
      case .rotateRight: ((height - 1) * width, -width, 1)
      case .transverse: (width * height - 1, -width, -1)
      case .rotateLeft: (width - 1, width, -1)
      }
    let size = orientation.size(width, height)
    return Image(width: size.width, height: size.height, format: format) { target in
      pixels.withUnsafeBufferPointer { source in
        var next = 0
        for y in 0..<size.height {
          var from = (origin + y * down) * channels
          for _ in 0..<size.width {
            for channel in 0..<channels { target[next + channel] = source[from + channel] }
            next += channels
            from += right * channels
          }
        }
      }
    }
  }

  /// The image with left and right swapped.
  public func mirrored() -> Image { turned(.mirror) }
}
