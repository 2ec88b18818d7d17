import Foundation

/// Statistics of the finite elements of an array, in double precision.
public struct ArrayStatistics: Sendable, Hashable {
  /// nil if no element is finite.
  public let mean: Double?
  /// The square root of the biased variance (divided by the number of elements).
  public let standardDeviation: Double?
  public let least: Double?
  public let greatest: Double?
  /// The NaNs, which the statistics above leave out.
  public let nanCount: Int
  public let infiniteCount: Int

  /// The number of elements read at a time.
  private static let pieceCount = 1 << 16

  /// Reads `count` elements of a real type from `stream`, up to its end.
  init(
    _ stream: any ByteStream, count: Int, type: ElementType, isSwapped: Bool
  ) throws {
    let decoder = ElementDecoder(type: type, isSwapped: isSwapped)
    var moments = RunningMoments()
    var bytes = [UInt8](repeating: 0, count: min(count, Self.pieceCount) * type.size)
    var values: [Double] = []
    var rest = count
    while rest > 0 {
      let piece = min(rest, Self.pieceCount)
      try bytes.withUnsafeMutableBytes { buffer in
        let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(piece * type.size)])
        try stream.readFully(into: target)
        decoder.decode(UnsafeRawBufferPointer(target), into: &values)
      }
      moments.add(values)
      rest -= piece
    }
    try stream.finish()
    self.init(moments)
  }

  private init(_ moments: RunningMoments) {
    // Doubles near their limit overflow when added; statistics that are not finite are left out.
    func finite(_ value: Double) -> Double? { moments.count > 0 && value.isFinite ? value : nil }
    mean = finite(moments.mean)
    standardDeviation = finite((moments.squares / Double(moments.count)).squareRoot())
    least = finite(moments.least)
    greatest = finite(moments.greatest)
    nanCount = moments.nanCount
    infiniteCount = moments.infiniteCount
  }
}
