import ShinsoSchemas

/// What a file says about a layer of its net.
public struct LayerEntry: Sendable, Hashable {
  public let name: String
  public let type: String
  /// The names of what it takes and makes.
  public let bottoms: [String]
  public let tops: [String]
  /// `TRAIN` or `TEST`; nil: both.
  public let phase: String?
  /// Of its parameters, in the file's order; nil: not known.
  public var shapes: [[Int]]?

  public var parameterCount: Int { (shapes ?? []).reduce(0) { $0 &+ $1.reduce(1, &*) } }

  init(_ layer: CaffeLayerParameter, shapes: [[Int]]?) {
    name = layer.name
    type = layer.type
    bottoms = layer.bottom
    tops = layer.top
    let phases = layer.include.filter(\.hasPhase).map(\.phase)
    phase = Set(phases).count == 1 ? (phases[0] == .train ? "TRAIN" : "TEST") : nil
    self.shapes = shapes
  }
}
