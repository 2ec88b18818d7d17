import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite struct WindowPoolingTests {
  private func pooled(
    _ pooling: WindowPooling, _ map: FeatureMap, _ columns: Range<Int>, _ rows: Range<Int>
  ) -> [Float] {
    var values = [Float](repeating: .nan, count: pooling.binCount * map.channels)
    values.withUnsafeMutableBufferPointer {
      pooling.pool(map, columns: columns, rows: rows, into: $0)
    }
    return values
  }

  /// A window that is the whole map is what the layer of SPP-net makes of it, bins before channels.
  @Test func aWholeMapIsASpatialPyramid() {
    var generator = SplitMix64(seed: 3)
    for (height, width) in [(7, 5), (4, 4), (13, 13), (2, 9)] {
      let values = (0..<3 * height * width).map { _ in Float(generator.unit()) }
      let tensor = Tensor(values, shape: [1, 3, height, width])
      let pooling = WindowPooling(levels: [3, 2, 1])
      let found = pooled(pooling, FeatureMap(tensor), 0..<width, 0..<height)
      var expected: [Float] = []
      for level in pooling.levels {
        let bins = spatialPyramidPool2d(tensor, levels: [level]).scalars(as: Float.self)
        for bin in 0..<level * level {
          for channel in 0..<3 { expected.append(bins[channel * level * level + bin]) }
        }
      }
      #expect(found == expected)
    }
  }

  @Test func aWindowIsThePartCutOut() {
    var generator = SplitMix64(seed: 4)
    let tensor = Tensor(
      (0..<2 * 9 * 8).map { _ in Float(generator.unit()) }, shape: [1, 2, 9, 8])
    let part = tensor.sliced(axis: 2, from: 2, to: 7).sliced(axis: 3, from: 3, to: 6)
    for kind in WindowPooling.Kind.allCases {
      let pooling = WindowPooling(levels: [1, 2], kind: kind)
      #expect(
        pooled(pooling, FeatureMap(tensor), 3..<6, 2..<7)
          == pooled(pooling, FeatureMap(part), 0..<3, 0..<5))
    }
  }

  @Test func averages() {
    let map = FeatureMap(width: 2, height: 2, channels: 1, values: [1, 2, 3, 6])
    let pooling = WindowPooling(levels: [1, 2], kind: .average)
    #expect(pooled(pooling, map, 0..<2, 0..<2) == [3, 1, 2, 3, 6])
    // Of one cell, all bins are that cell.
    #expect(pooled(pooling, map, 1..<2, 1..<2) == [6, 6, 6, 6, 6])
  }
}
