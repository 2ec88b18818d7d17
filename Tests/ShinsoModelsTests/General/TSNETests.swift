import ShinsoModels
import ShinsoTensor
import Testing

@Suite(.serialized) struct TSNETests {
  /// Three clouds in ten dimensions stay apart, and each stays together.
  @Test func keepsNeighborsTogether() {
    var generator = SplitMix64(seed: 2)
    let values = (0..<60).flatMap { point -> [Float] in
      (0..<10).map { axis in
        (axis == point / 20 ? 5 : 0) + Float(generator.next() % 1000) / 1000
      }
    }
    var steps: [Int] = []
    let places = TSNE().layout(Tensor(values, shape: [60, 10])) { steps.append($0) }
    #expect(steps == Array(1...1000))
    func square(_ a: Int, _ b: Int) -> Double {
      let (dx, dy) = (places[a].x - places[b].x, places[a].y - places[b].y)
      return dx * dx + dy * dy
    }
    for point in 0..<60 {
      let nearest = (0..<60).filter { $0 != point }.min { square(point, $0) < square(point, $1) }
      #expect(nearest.map { $0 / 20 } == point / 20)
    }
    #expect(TSNE().layout(.zeros([1, 3])).count == 1)
    let pair = TSNE().layout(Tensor([0, 1], shape: [2, 1]))
    #expect(pair.allSatisfy { $0.x.isFinite && $0.y.isFinite })
  }
}
