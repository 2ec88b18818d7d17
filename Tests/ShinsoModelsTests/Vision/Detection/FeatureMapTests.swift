import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite struct FeatureMapTests {
  private let map = FeatureMap(
    width: 8, height: 6, channels: 1, values: [Float](repeating: 0, count: 48))

  private func cells(_ left: Float, _ top: Float, _ right: Float, _ bottom: Float) -> [Range<Int>] {
    let found = map.cells(
      of: Box(left: left, top: top, right: right, bottom: bottom), step: (32, 32))
    return [found.columns, found.rows]
  }

  /// Cell i has its center at 32 i + 16.
  @Test func aWindowHasTheCellsWhoseCentersLieInIt() {
    #expect(cells(0, 0, 256, 192) == [0..<8, 0..<6])
    #expect(cells(32, 64, 96, 128) == [1..<3, 2..<4])
    // 15 and 17 lie before and behind the first center.
    #expect(cells(15, 0, 81, 64) == [0..<3, 0..<2])
    #expect(cells(17, 0, 79, 64) == [1..<2, 0..<2])
  }

  @Test func everyWindowHasACell() {
    #expect(cells(50, 50, 60, 60) == [1..<2, 1..<2])
    #expect(cells(255, 191, 256, 192) == [7..<8, 5..<6])
    #expect(cells(300, 300, 400, 400) == [7..<8, 5..<6])
    #expect(cells(-50, -50, -10, -10) == [0..<1, 0..<1])
  }

  @Test func channelsComeLast() {
    // [1, 2, 2, 3]
    let map = FeatureMap(Tensor((0..<12).map(Float.init), shape: [1, 2, 2, 3]))
    #expect(map.width == 3 && map.height == 2 && map.channels == 2)
    #expect(map.values == [0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11])
  }
}
