import ShinsoTensor

/// A scene of one or two groups of shapes at different places, with its one caption in each
/// language.
public struct ShapeScene: Sendable, Hashable {
  /// In the order of their places.
  public let groups: [ShapeGroup]

  /// - Parameter groups: one or two, at different places.
  public init(_ groups: [ShapeGroup]) {
    precondition(
      (1...2).contains(groups.count) && Set(groups.map(\.place)).count == groups.count,
      "ShapeScene: takes one or two groups at different places")
    self.groups = groups.sorted { $0.place.rawValue < $1.place.rawValue }
  }

  /// A random scene; half of them have two groups.
  ///
  /// - Parameter isHeldOut: whether all its groups are of those that training never shows, or none.
  public init(isHeldOut: Bool, using generator: inout some RandomNumberGenerator) {
    let all = isHeldOut ? ShapeGroup.heldOut : ShapeGroup.shown
    let first = all[generator.index(below: all.count)]
    guard generator.index(below: 2) == 1 else {
      self.init([first])
      return
    }
    let others = all.filter { $0.place != first.place }
    self.init([first, others[generator.index(below: others.count)]])
  }

  /// A fixed set of held-out scenes, all different.
  public static func heldOut(_ count: Int) -> [ShapeScene] {
    var generator = SplitMix64(seed: 2015)
    var seen: Set<ShapeScene> = []
    var scenes: [ShapeScene] = []
    while scenes.count < count {
      let scene = ShapeScene(isHeldOut: true, using: &generator)
      if seen.insert(scene).inserted { scenes.append(scene) }
    }
    return scenes
  }
}
