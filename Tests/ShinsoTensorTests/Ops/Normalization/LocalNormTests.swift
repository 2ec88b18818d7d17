import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct LocalNormTests {
    @Test func golden() throws {
      try checkGolden("localResponseNorm") {
        localResponseNorm($0[0], size: 5, alpha: 0.5, beta: 0.75, k: 2)
      }
      try checkGolden("localResponseNorm/even") { localResponseNorm($0[0], size: 4, alpha: 0.5) }
      try checkGolden("localResponseNorm/within") {
        localResponseNormWithinChannels($0[0], size: 3, alpha: 0.5)
      }
    }

    @Test(arguments: [1, 2, 4]) func goldenWithinChannels(_ size: Int) throws {
      try checkGolden("localResponseNorm/within/\(size)") {
        localResponseNormWithinChannels($0[0], size: size, alpha: 0.7, k: 2)
      }
    }

    @Test(arguments: [("", 5, 1.2), ("/3", 3, 0.8), ("/7", 7, 2), ("/9", 9, 1.591)])
    func goldenContrast(_ name: String, _ size: Int, _ standardDeviation: Double) throws {
      try checkGolden("localContrastNorm\(name)") {
        localContrastNorm($0[0], size: size, standardDeviation: standardDeviation)
      }
    }

    @Test(
      arguments: [([1, 1, 1, 1], 5), ([2, 7, 3, 5], 4), ([1, 16, 9, 9], 5), ([2, 3, 4, 6], 2)]
        as [(Shape, Int)])
    func matchesReference(_ shape: Shape, _ size: Int) throws {
      for isWithin in [false, true] {
        try check(
          LocalResponseNormOp(size: size, alpha: 0.7, k: 2, isWithinChannels: isWithin),
          .normal(shape))
      }
    }

    @Test(
      arguments: [([1, 1, 4, 3], 3), ([2, 3, 5, 7], 5), ([3, 16, 9, 2], 9)] as [(Shape, Int)])
    func contrastMatchesReference(_ shape: Shape, _ size: Int) throws {
      try check("localContrastNorm", .normal(shape), tolerance: 5e-5) {
        localContrastNorm($0[0], size: size, standardDeviation: 1.3)
      }
    }

    @Test func refuses() {
      checkRefusal(LocalResponseNormOp(size: 0), [2, 3], problem: "the size 0 must be positive")
    }
  }
}
