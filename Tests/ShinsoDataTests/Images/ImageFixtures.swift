import Foundation
import Testing

@testable import ShinsoData
@testable import ShinsoFormats

/// The pictures that `Tools/golden/images.py` makes, and helpers of the tests of pictures.
enum ImageFixtures {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/images")

  static func url(_ name: String) -> URL { folder.appending(path: name) }

  static func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url(name))) }

  static func names(withExtension ending: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix("." + ending) }.sorted()
  }

  static let jpegNames = names(withExtension: "jpg")
  static let pngNames = names(withExtension: "png")

  /// The pixels beside a picture: width, height (32 bits each), RGB.
  static func expected(_ name: String) throws -> Image {
    let file = url(name).deletingPathExtension().appendingPathExtension("rgb").lastPathComponent
    let bytes = try self.bytes(file)
    let size = bytes.withUnsafeBytes {
      ($0.integer32(at: 0, bigEndian: false), $0.integer32(at: 4, bigEndian: false))
    }
    return Image(
      width: try #require(size.0), height: try #require(size.1), format: .rgb,
      pixels: Array(bytes.dropFirst(8)))
  }

  /// The pattern that `images.py` resizes.
  static func pattern(_ width: Int, _ height: Int, _ format: Image.PixelFormat) -> Image {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for c in 0..<format.channels {
          let mixed = (x * 73_856_093) ^ (y * 19_349_663) ^ (c * 83_492_791)
          let noise = ((mixed &* 2_654_435_761) >> 16) & 63
          let value = x * 7 + y * 5 + c * 60 + (x / 9 + y / 7) % 2 * 90 + noise
          pixels.append(UInt8(value & 255))
        }
      }
    }
    return Image(width: width, height: height, format: format, pixels: pixels)
  }

  static func crc(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var sum = CRC32()
    Array(bytes).withUnsafeBytes { sum.update($0) }
    return sum.value
  }

  /// Runs `body` with a new folder, and removes that afterwards.
  static func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "shinso-images-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
