import ShinsoModels
import ShinsoTensor

/// The features of windows, one row each, of length 1.
struct FeatureRows {
  let count: Int
  let width: Int
  let values: [Float]

  /// - Parameter fill: writes the row of a window; called by several threads.
  init(
    count: Int, width: Int, fill: (Int, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    self.count = count
    self.width = width
    values = [Float](unsafeUninitializedCapacity: count * width) { buffer, initialized in
      Parallel.onTeam { thread, team in
        for index in count * thread / team..<count * (thread + 1) / team {
          let row = UnsafeMutableBufferPointer(
            rebasing: buffer[index * width..<(index + 1) * width])
          fill(index, row)
          Self.normalize(row)
        }
      }
      initialized = count * width
    }
  }

  /// Pooled maps `[windows, channels, height, width]`, one window each.
  init(_ maps: Tensor, _ pooling: WindowPooling) {
    let (channels, height, width) = (maps.shape[1], maps.shape[2], maps.shape[3])
    let values = withoutGradients { maps.permuted(0, 2, 3, 1) }.scalars(as: Float.self)
    let size = channels * height * width
    self.init(count: maps.shape[0], width: pooling.binCount * channels) { index, row in
      let map = FeatureMap(
        width: width, height: height, channels: channels,
        values: Array(values[index * size..<(index + 1) * size]))
      pooling.pool(map, columns: 0..<width, rows: 0..<height, into: row)
    }
  }

  init(joining parts: [FeatureRows]) {
    count = parts.reduce(0) { $0 + $1.count }
    width = parts.first?.width ?? 0
    values = parts.flatMap(\.values)
  }

  /// Without the first rows.
  func dropping(_ dropped: Int) -> FeatureRows {
    FeatureRows(
      count: count - dropped, width: width, values: Array(values[(dropped * width)...]))
  }

  private init(count: Int, width: Int, values: [Float]) {
    self.count = count
    self.width = width
    self.values = values
  }

  subscript(index: Int) -> ArraySlice<Float> { values[index * width..<(index + 1) * width] }

  /// `[count, width]`.
  var tensor: Tensor { Tensor(values, shape: [count, width]) }

  private static func normalize(_ row: UnsafeMutableBufferPointer<Float>) {
    var sum: Float = 0
    for value in row { sum += value * value }
    if sum == 0 { return }
    let factor = 1 / sum.squareRoot()
    for index in row.indices { row[index] *= factor }
  }
}
