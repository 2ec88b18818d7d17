import Foundation

/// How many components each mixture gets.
struct ComponentCounts {
  private let occupancies: [Double]
  private let now: [Int]
  /// A component needs this many frames.
  private static let fewestFrames = 20.0

  init(_ occupancies: [Double], now: [Int]) {
    precondition(occupancies.count == now.count)
    self.occupancies = occupancies
    self.now = now
  }

  /// One by one, the mixture whose occupancy^0.2 is largest for the components that it has gets the
  /// next, until there are `target`. None loses any.
  func grown(to target: Int) -> [Int] {
    var counts = now
    let powers = occupancies.map { pow($0, 0.2) }
    for _ in 0..<max(target - now.reduce(0, +), 0) {
      let next = counts.indices
        .filter { occupancies[$0] >= Self.fewestFrames * Double(counts[$0] + 1) }
        .max { powers[$0] / Double(counts[$0]) < powers[$1] / Double(counts[$1]) }
      guard let next else { break }
      counts[next] += 1
    }
    return counts
  }
}
