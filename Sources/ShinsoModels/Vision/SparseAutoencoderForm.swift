import ShinsoTensor

/// The sizes of a ``SparseAutoencoder`` for square pictures.
public struct SparseAutoencoderForm: Sendable, Hashable {
  public static let stageCount = 3

  /// Channels of a picture and its side.
  public let channels: Int
  public let side: Int
  /// Filters at each place.
  public let maps: Int
  /// The side of what a filter sees.
  public let field: Int
  /// The side of what is pooled.
  public let pool: Int

  /// nil if nothing is left of the picture behind the last stage.
  public init?(channels: Int = 3, side: Int, maps: Int, field: Int, pool: Int) {
    guard channels > 0, side > 0, maps > 0, (1...side).contains(field), (1...side).contains(pool),
      side - Self.stageCount * (field + pool - 2) > 0
    else { return nil }
    self.channels = channels
    self.side = side
    self.maps = maps
    self.field = field
    self.pool = pool
  }

  /// The side of what enters a stage; that of the topmost neurons for ``stageCount``.
  public func side(ofStage stage: Int) -> Int { side - stage * (field + pool - 2) }

  /// `[places, maps, channels · field · field]`.
  public func filterShape(ofStage stage: Int) -> Shape {
    let places = side(ofStage: stage) - field + 1
    return [places * places, maps, (stage == 0 ? channels : maps) * field * field]
  }

  public var neuronCount: Int {
    maps * side(ofStage: Self.stageCount) * side(ofStage: Self.stageCount)
  }
}
