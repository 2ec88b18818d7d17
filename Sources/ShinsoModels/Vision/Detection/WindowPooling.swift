import ShinsoTensor

/// Spatial pyramid pooling of windows of a map: He, Zhang, Ren & Sun, "Spatial pyramid pooling in deep
/// convolutional networks for visual recognition", ECCV 2014, section 4.1.
public struct WindowPooling: Sendable {
  /// What a bin keeps of its cells; the paper takes the maximum.
  public enum Kind: String, CaseIterable, Sendable { case max, average }

  /// Bins each way.
  public let levels: [Int]
  public let kind: Kind

  public init(levels: [Int], kind: Kind = .max) {
    precondition(levels.allSatisfy { $0 > 0 }, "WindowPooling: levels \(levels)")
    self.levels = levels
    self.kind = kind
  }

  /// Bins of all levels.
  public var binCount: Int { levels.reduce(0) { $0 + $1 * $1 } }

  /// Writes the bins of one window, each with all channels: `[bins, channels]`.
  public func pool(
    _ map: FeatureMap, columns: Range<Int>, rows: Range<Int>,
    into target: UnsafeMutableBufferPointer<Float>
  ) {
    var bin = 0
    let channels = map.channels
    map.values.withUnsafeBufferPointer { values in
      guard let source = values.baseAddress, let target = target.baseAddress else { return }
      for level in levels {
        for row in 0..<level {
          let ys = adaptiveCell(row, of: level, size: rows.count)
          for column in 0..<level {
            let xs = adaptiveCell(column, of: level, size: columns.count)
            let place = target + bin * channels
            bin += 1
            var isFirst = true
            for y in ys {
              for x in xs {
                let cell =
                  source + ((rows.lowerBound + y) * map.width + columns.lowerBound + x) * channels
                if isFirst {
                  place.update(from: cell, count: channels)
                  isFirst = false
                } else if kind == .max {
                  for c in 0..<channels { place[c] = Swift.max(place[c], cell[c]) }
                } else {
                  for c in 0..<channels { place[c] += cell[c] }
                }
              }
            }
            if kind == .average {
              let share = 1 / Float(xs.count * ys.count)
              for c in 0..<channels { place[c] *= share }
            }
          }
        }
      }
    }
  }
}
