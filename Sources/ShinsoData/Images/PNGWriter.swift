import CPNG
import Foundation
import ShinsoFormats
import ShinsoTensor

extension Image {
  /// Writes the image to a PNG file, atomically.
  ///
  /// - Throws: `InputError` naming the file if it cannot be written.
  public func writePNG(to url: URL) throws {
    let bytes = try pngBytes()
    try AtomicFile.write(to: url) { file in try file.write(bytes) }
  }

  /// The image as a PNG file in memory.
  public func pngBytes() throws -> [UInt8] {
    var writer = png_image()
    writer.version = png_uint_32(PNG_IMAGE_VERSION)
    writer.width = png_uint_32(width)
    writer.height = png_uint_32(height)
    writer.format = format == .rgb ? PNG_FORMAT_FLAG_COLOR : 0
    defer { png_image_free(&writer) }
    // The size of incompressible data after deflate, and room for the chunks around them.
    let plain = (width * channels + 1) * height
    let capacity = plain + plain >> 10 + 1 << 16
    return try [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      var size = png_alloc_size_t(capacity)
      let stride = png_int_32(width * channels)
      guard
        png_image_write_to_memory(&writer, buffer.baseAddress, &size, 0, pixels, stride, nil) != 0
      else {
        throw InputError("PNG", "an image of \(width) x \(height) pixels cannot be encoded")
      }
      count = Int(size)
    }
  }
}
