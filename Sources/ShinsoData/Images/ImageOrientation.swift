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

  /// Reads the orientation from EXIF data, a small TIFF file (without the leading `Exif\0\0`).
  /// Damaged or senseless data count as no orientation.
  init(exif bytes: UnsafeRawBufferPointer) {
    self = ImageOrientation.read(bytes) ?? .none
  }

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
    let (orientationTag, shortType) = (0x0112, 3)
    for entry in 0..<entries {
      let offset = directory + 2 + 12 * entry
      guard let tag = bytes.integer16(at: offset, bigEndian: bigEndian) else { return nil }
      guard tag == orientationTag else { continue }
      guard bytes.integer16(at: offset + 2, bigEndian: bigEndian) == shortType,
        bytes.integer32(at: offset + 4, bigEndian: bigEndian) == 1
      else { return nil }
      return bytes.integer16(at: offset + 8, bigEndian: bigEndian).flatMap(Self.init(rawValue:))
    }
    return nil
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
