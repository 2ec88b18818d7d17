import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct PReLUTests {
    @Test(arguments: ["prelu", "prelu/2", "prelu/3", "prelu/5", "prelu/one", "prelu/zero"])
    func golden(_ name: String) throws {
      try checkGolden(name) { prelu($0[0], slope: $0[1]) }
    }

    @Test(
      arguments: [[1, 1], [5, 3], [2, 7, 5], [2, 16, 3, 5], [3, 24, 9, 9], [1, 2, 1, 3, 2]]
        as [Shape])
    func matchesReference(_ shape: Shape) throws {
      for slope in [[1], [shape[1]]] as [Shape] {
        try check("prelu", .normal(shape), .uniform(slope, -0.5, 2)) {
          prelu($0[0], slope: $0[1])
        }
      }
    }
  }
}
