/// An activation in memory: `[batch][groups][height][width][lanes]`.
struct Lanes {
  let batch: Int
  let groups: Int
  let height: Int
  let width: Int
  let lanes: Int

  /// Channels, padding counted.
  var channels: Int { groups * lanes }
}
