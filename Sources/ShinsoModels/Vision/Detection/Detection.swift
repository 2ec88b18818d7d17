import ShinsoTensor

/// A box in which an object was found.
public struct Detection: Sendable, Hashable {
  /// The class.
  public let label: Int
  public let score: Float
  public let box: Box

  public init(label: Int, score: Float, box: Box) {
    self.label = label
    self.score = score
    self.box = box
  }
}

/// A box in which an object is.
public struct TrueObject: Sendable, Hashable {
  /// The class.
  public let label: Int
  public let box: Box
  /// Whether PASCAL VOC calls it so: it is neither to be found nor a mistake to find.
  public let isDifficult: Bool

  public init(label: Int, box: Box, isDifficult: Bool = false) {
    self.label = label
    self.box = box
    self.isDifficult = isDifficult
  }
}
