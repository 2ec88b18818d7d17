import ShinsoTensor

/// The widths of the square images that a network can be made for besides its own.
public struct InputSizes: Sendable, Hashable {
  public let minimum: Int
  /// What divides all of them.
  public let divisor: Int
  /// Whether the same weights take all of these: nothing in the network depends on the size.
  public let shareWeights: Bool
  /// More than any image has after it was resized.
  static let maximum = 4096

  public init(from minimum: Int, multiplesOf divisor: Int = 1, shareWeights: Bool) {
    self.minimum = minimum
    self.divisor = divisor
    self.shareWeights = shareWeights
  }

  public func contains(_ size: Int) -> Bool {
    (minimum...Self.maximum).contains(size) && size.isMultiple(of: divisor)
  }

  /// `images of 32 to 4096 pixels that 32 divides`
  public var words: String {
    "images of \(minimum) to \(Self.maximum) pixels"
      + (divisor > 1 ? " that \(divisor) divides" : "")
  }
}
