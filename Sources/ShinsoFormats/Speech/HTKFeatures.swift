import Foundation
import ShinsoTensor

/// Reads feature files of HTK (The HTK Book 3.5, section 5.10): big-endian, uncompressed or with
/// compression, with or without a checksum.
public struct HTKFeatures: Sendable, Hashable {
  public let features: FeatureMatrix
  /// Between the starts of frames, in seconds.
  public let framePeriod: Double
  /// The kind of features with its qualifiers, as HTK prints it: `MFCC_0_D_A`.
  public let kind: String

  private static let kinds = [
    "WAVEFORM", "LPC", "LPREFC", "LPCEPSTRA", "LPDELCEP", "IREFC", "MFCC", "FBANK", "MELSPEC",
    "USER", "DISCRETE", "PLP",
  ]
  private static let qualifiers: [(bit: Int, letter: String)] = [
    (0o100, "E"), (0o200, "N"), (0o400, "D"), (0o1000, "A"), (0o2000, "C"), (0o4000, "Z"),
    (0o10000, "K"), (0o20000, "0"), (0o40000, "V"), (0o100000, "T"),
  ]
  private static let (compressed, checked) = (0o2000, 0o10000)

  /// - Throws: `InputError` naming the file if it is damaged or holds samples of sound or numbers of a
  ///   codebook.
  public init(_ url: URL) throws {
    try self.init(
      PackedFile.bytes(of: url, limit: FeatureMatrix.largestByteCount), name: url.path)
  }

  init(_ bytes: [UInt8], name: String) throws {
    var reader = ByteReader(bytes, name: name)
    let count = try reader.length(UInt32.self, .big)
    let period = try reader.length(UInt32.self, .big)
    let size = try reader.length(UInt16.self, .big)
    let code = try reader.length(UInt16.self, .big)
    let base = code & 0o77
    guard base < Self.kinds.count, period > 0 else {
      throw InputError(name, "is not an HTK feature file, or it is damaged")
    }
    kind = ([Self.kinds[base]] + Self.qualifiers.filter { code & $0.bit != 0 }.map(\.letter))
      .joined(separator: "_")
    guard base != 0, base != 5, base != 10 else {
      throw InputError(name, "holds \(kind), not feature vectors of floats")
    }
    framePeriod = Double(period) * 1e-7
    let isCompressed = code & Self.compressed != 0
    let element = isCompressed ? 2 : 4
    let (body, overflow) = count.multipliedReportingOverflow(by: size)
    let tail = code & Self.checked != 0 ? 2 : 0
    guard size > 0, size.isMultiple(of: element), !overflow, body == reader.remaining - tail else {
      throw InputError(
        name,
        "is not an HTK feature file, or it is cut short or damaged: its header says "
          + "\(counted(count, "frame")) of \(counted(size, "byte"))")
    }
    let width = size / element
    features = try FeatureMatrix(
      isCompressed
        ? Self.compressedValues(&reader, count: count, width: width)
        : (0..<count * width).map { _ in
          Float(bitPattern: try reader.integer(UInt32.self, .big))
        }, width: width, name: name)
  }

  /// x = (short + B) / A. The four floats' worth of A and B count as four of the frames.
  private static func compressedValues(
    _ reader: inout ByteReader, count: Int, width: Int
  ) throws -> [Float] {
    guard count > 4 else { throw InputError(reader.name, "has no frames") }
    func floats() throws -> [Float] {
      try (0..<width).map { _ in Float(bitPattern: try reader.integer(UInt32.self, .big)) }
    }
    let (scales, shifts) = (try floats(), try floats())
    return try (0..<(count - 4) * width).map { index in
      let value = Float(try reader.integer(Int16.self, .big))
      return (value + shifts[index % width]) / scales[index % width]
    }
  }
}
