import Foundation
import ShinsoTensor

/// An image: 8-bit pixels `[height, width, channels]`, row-major, sRGB or gray, without alpha.
public struct Image: Sendable, Hashable {
  /// The channels of a pixel.
  public enum PixelFormat: String, Sendable, Hashable, Codable, CaseIterable {
    case gray, rgb

    /// Bytes per pixel.
    public var channels: Int { self == .gray ? 1 : 3 }
  }

  /// A file that claims more pixels is treated as an attempt to exhaust memory.
  public static let maximumPixelCount = 178_956_970
  /// The largest size of a JPEG file along one axis, and more than any real image has.
  public static let maximumExtent = 65_535

  public let width: Int
  public let height: Int
  public let format: PixelFormat
  /// `height * width * channels` bytes.
  public internal(set) var pixels: [UInt8]

  /// 1 or 3.
  public var channels: Int { format.channels }

  /// An image with these pixels, `[height, width, channels]`.
  public init(width: Int, height: Int, format: PixelFormat, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && pixels.count == width * height * format.channels,
      "Image: \(pixels.count) bytes do not make a \(format) image of \(width) x \(height) pixels")
    self.width = width
    self.height = height
    self.format = format
    self.pixels = pixels
  }

  /// An image in a single shade, white by default.
  public init(width: Int, height: Int, format: PixelFormat = .rgb, filledWith shade: UInt8 = 255) {
    self.init(
      width: width, height: height, format: format,
      pixels: [UInt8](repeating: shade, count: width * height * format.channels))
  }

  /// Makes the pixels in place, without clearing them first; `fill` must set every byte.
  init(
    width: Int, height: Int, format: PixelFormat,
    fill: (UnsafeMutableBufferPointer<UInt8>) throws -> Void
  ) rethrows {
    let count = width * height * format.channels
    let pixels = try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
    self.init(width: width, height: height, format: format, pixels: pixels)
  }

  /// Reads a JPEG, PNG or WebP file, whatever its name; see ``init(data:name:as:)``.
  ///
  /// - Throws: `InputError` naming the file if it cannot be read or is not a complete, intact
  ///   image.
  public init(contentsOf url: URL, as format: PixelFormat = .rgb) throws {
    try self.init(data: ImageFile.bytes(of: url), name: url.path, as: format)
  }

  /// Decodes a JPEG, PNG or WebP file in memory.
  ///
  /// The pixels equal those of Pillow's `convert("RGB")` or `convert("L")`: color profiles and
  /// gamma are ignored, and CMYK is read as Adobe's (inverted). In addition, the orientation
  /// in EXIF or XMP is applied, transparent pixels are blended with white, and 16 bits are rounded to 8.
  ///
  /// - Parameter name: the name used in error messages.
  /// - Throws: `InputError` if the data are not a complete, intact image, or if it has more than
  ///   ``maximumPixelCount`` pixels.
  public init(data: some ContiguousBytes, name: String, as format: PixelFormat = .rgb) throws {
    self = try data.withUnsafeBytes { bytes in
      switch ImageFileKind(bytes) {
      case .jpeg: try JPEGDecoder(bytes, name: name).image(as: format)
      case .png: try PNGDecoder(bytes, name: name).image(as: format)
      case .webp: try WebPDecoder(bytes, name: name).image(as: format)
      case nil: throw ImageFileKind.unknown(bytes, name: name)
      }
    }
  }

  /// The width and height of an image file after its orientation; nothing is decoded.
  ///
  /// - Throws: `InputError` naming the file if it cannot be read or its header is damaged.
  public static func size(of url: URL) throws -> (width: Int, height: Int) {
    let name = url.path
    return try ImageFile.bytes(of: url).withUnsafeBytes { bytes in
      switch ImageFileKind(bytes) {
      case .jpeg:
        let header = try JPEGHeader(bytes, name: name)
        return header.orientation.size(header.width, header.height)
      case .png:
        let header = try PNGChunks(bytes, name: name)
        return header.orientation.size(header.width, header.height)
      case .webp:
        let header = try WebPDecoder(bytes, name: name)
        return header.orientation.size(header.width, header.height)
      case nil: throw ImageFileKind.unknown(bytes, name: name)
      }
    }
  }

  /// The same image in another format. Gray is ITU-R BT.601 luma, rounded as in Pillow.
  public func converted(to format: PixelFormat) -> Image {
    switch (self.format, format) {
    case (.gray, .gray), (.rgb, .rgb): self
    case (.gray, .rgb):
      Image(width: width, height: height, format: .rgb) { target in
        for (i, value) in pixels.enumerated() {
          target[3 * i] = value
          target[3 * i + 1] = value
          target[3 * i + 2] = value
        }
      }
    case (.rgb, .gray):
      Image(width: width, height: height, format: .gray) { target in
        pixels.withUnsafeBufferPointer { source in
          for i in target.indices {
            let (red, green, blue) = (source[3 * i], source[3 * i + 1], source[3 * i + 2])
            let sum = UInt32(red) * 19595 + UInt32(green) * 38470 + UInt32(blue) * 7471
            target[i] = UInt8((sum + 0x8000) >> 16)
          }
        }
      }
    }
  }
}
