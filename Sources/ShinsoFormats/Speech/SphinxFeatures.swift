import Foundation
import ShinsoTensor

/// Reads feature files of CMU Sphinx (`.mfc`): the number of floats as a 32-bit integer, then the floats,
/// in either byte order.
public enum SphinxFeatures {
  /// - Parameters:
  ///   - url: the file, which may be inside an archive.
  ///   - width: floats of a frame, which the file does not say; 13 is usual.
  /// - Throws: `InputError` naming the file if it is damaged or has another width.
  public static func read(_ url: URL, width: Int = 13) throws -> FeatureMatrix {
    try read(
      PackedFile.bytes(of: url, limit: FeatureMatrix.largestByteCount), width: width,
      name: url.path)
  }

  static func read(_ bytes: [UInt8], width: Int, name: String) throws -> FeatureMatrix {
    var reader = ByteReader(bytes, name: name)
    let header = try reader.take(4)
    let big = header.reduce(0) { $0 << 8 | Int($1) }
    let little = header.reversed().reduce(0) { $0 << 8 | Int($1) }
    let (count, rest) = reader.remaining.quotientAndRemainder(dividingBy: 4)
    guard rest == 0, big == count || little == count else {
      throw InputError(
        name,
        "is not a Sphinx feature file, or it is cut short: it has \(counted(count, "number")), "
          + "but its header says \(big) or, in the other byte order, \(little)")
    }
    guard count.isMultiple(of: width) else {
      throw InputError(
        name, "has \(counted(count, "number")), which do not make frames of \(width)")
    }
    let values = try (0..<count).map { _ in
      Float(bitPattern: try reader.integer(UInt32.self, big == count ? .big : .little))
    }
    return try FeatureMatrix(values, width: width, name: name)
  }
}
