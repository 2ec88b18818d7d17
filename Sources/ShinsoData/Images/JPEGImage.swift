import CKernels
import Foundation
import ShinsoTensor

/// A JPEG file that is not decoded yet, of the usual kind: baseline, upright, gray or color. Parts of
/// it are decoded without the rest, and at a half, a fourth or an eighth of its size where that is
/// enough.
struct JPEGImage: Sendable {
  let width: Int
  let height: Int
  let format: Image.PixelFormat
  private let bytes: [UInt8]
  private let name: String

  /// nil for a file of another kind, or of other pixels than wanted, which is decoded as a whole.
  ///
  /// - Throws: `InputError` for a file that is damaged or truncated.
  init?(_ bytes: [UInt8], name: String, as format: Image.PixelFormat) throws {
    let found = try bytes.withUnsafeBytes { raw -> (width: Int, height: Int)? in
      guard ImageFileKind(raw) == .jpeg else { return nil }
      let decoder = try JPEGDecoder(raw, name: name)
      let header = decoder.header
      guard decoder.hasEnd, header.isBaseline, header.orientation == .none,
        header.components == format.channels
      else { return nil }
      return (header.width, header.height)
    }
    guard let found else { return nil }
    (width, height) = found
    self.format = format
    self.bytes = bytes
    self.name = name
  }

  /// An image of the size of all, divided by `denominator` and rounded up, of which the part `columns`,
  /// `rows` is there; what lies around it may be anything.
  ///
  /// - Parameter denominator: 1, 2, 4 or 8.
  /// - Throws: `InputError` if the file is damaged.
  func decoded(columns: Range<Int>, rows: Range<Int>, reducedBy denominator: Int) throws -> Image {
    let width = (self.width + denominator - 1) / denominator
    let height = (self.height + denominator - 1) / denominator
    precondition(
      !columns.isEmpty && !rows.isEmpty && columns.lowerBound >= 0 && rows.lowerBound >= 0
        && columns.upperBound <= width && rows.upperBound <= height,
      "JPEGImage: no part \(columns), \(rows) in an image of \(width) x \(height) pixels")
    let part = shinso_jpeg_part(
      width: Int32(width), height: Int32(height), left: Int32(columns.lowerBound),
      top: Int32(rows.lowerBound), columns: Int32(columns.count), rows: Int32(rows.count),
      denominator: Int32(denominator), channels: Int32(format.channels))
    return try Image(width: width, height: height, format: format) { target in
      var message = [CChar](repeating: 0, count: Int(SHINSO_JPEG_MESSAGE))
      let failed = Self.harmless.withUnsafeBufferPointer { harmless in
        shinso_jpeg_decode(
          bytes, bytes.count, part, harmless.baseAddress, Int32(harmless.count),
          target.baseAddress, &message)
      }
      guard failed == 0 else {
        let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        throw InputError(
          name, "is a damaged JPEG file: \(String(decoding: text, as: UTF8.self))")
      }
    }
  }

  /// How often an image of `size` pixels may be halved, up to three times, and still have `needed`.
  static func denominator(
    size: (width: Int, height: Int), needed: (width: Int, height: Int)
  ) -> Int {
    [8, 4, 2].first { $0 * needed.width <= size.width && $0 * needed.height <= size.height } ?? 1
  }

  private nonisolated(unsafe) static let harmless = JPEGDecoder.harmless.map {
    UnsafePointer(strdup($0))
  }
}
