import ShinsoModels
import ShinsoTensor
import Testing

@Suite(.serialized) struct KMeansTests {
  @Test func findsDirections() {
    var generator = SplitMix64(seed: 1)
    let values = (0..<90).flatMap { point -> [Float] in
      (0..<3).map { axis in
        (axis == point / 30 ? 1 : 0) + Float(generator.next() % 100) / 1000
      }
    }
    let groups = KMeans.groups(of: Tensor(values, shape: [90, 3]), count: 3)
    for topic in 0..<3 {
      #expect(Set(groups[30 * topic..<30 * topic + 30]).count == 1)
    }
    #expect(Set(groups).count == 3)
  }
}
