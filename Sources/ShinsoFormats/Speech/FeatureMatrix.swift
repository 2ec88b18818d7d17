import ShinsoTensor

/// Feature vectors of an utterance as files have them.
public struct FeatureMatrix: Sendable, Hashable {
  public let width: Int
  /// `[frames, width]`.
  public let values: [Float]

  public var frameCount: Int { values.count / width }

  /// - Throws: `InputError` naming the file if a value is not finite, or if there are no frames.
  init(_ values: [Float], width: Int, name: String) throws {
    guard width > 0, !values.isEmpty, values.count.isMultiple(of: width) else {
      throw InputError(name, "has no frames")
    }
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw InputError(
        name, "is damaged: frame \(place / width) has a value that is no number")
    }
    self.width = width
    self.values = values
  }

  /// An hour and more of frames of any usual width.
  static let largestByteCount = 1 << 28
}
