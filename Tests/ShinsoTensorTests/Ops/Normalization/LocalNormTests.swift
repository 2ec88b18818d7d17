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

    /// More neighbors than the kernels take, more channels than they take at once, other exponents,
    /// and every rank.
    @Test(
      arguments: [
        ([3, 1], 3, 0.75), ([5, 7], 1, 0.75), ([9, 40], 4, 0.75), ([2, 1040], 5, 0.75),
        ([2, 1, 40], 3, 0.75), ([1, 20, 300], 16, 0.75), ([2, 19, 5], 17, 0.75),
        ([2, 9, 3, 3], 5, 0.5), ([3, 30], 5, 1.2), ([1, 4, 2, 3, 2], 3, 0.75),
      ] as [(Shape, Int, Double)])
    func everyForm(_ shape: Shape, _ size: Int, _ beta: Double) throws {
      try check(LocalResponseNormOp(size: size, alpha: 0.7, beta: beta, k: 2), .normal(shape))
    }

    /// In the layouts that convolutions leave: whole blocks, a block that is not full, and
    /// channels-last, of fewer channels than neighbors and of more than the kernels take at once.
    @Test(
      arguments: [(16, 5), (24, 5), (3, 5), (20, 4), (48, 1), (528, 5), (540, 7), (56, 20)])
    func behindConvolutions(_ channels: Int, _ size: Int) throws {
      for beta in [0.75, 0.6] {
        try check(
          "localResponseNorm", .normal([2, 3, 5, 4]), .normal([channels, 3, 1, 1]),
          .normal([5, channels, 1, 1], standardDeviation: 0.1), tolerance: 1e-4
        ) {
          let h = conv2d($0[0], $0[1], activation: .relu) + 0.5
          return conv2d(
            localResponseNorm(h, size: size, alpha: 0.7, beta: beta, k: 2) * h, $0[2])
        }
      }
    }

    /// With k = 0, the channels that fill a block up would become NaN.
    @Test func withoutOffset() throws {
      try check(
        "localResponseNorm", .normal([1, 3, 5, 4]), .normal([24, 3, 1, 1]),
        .normal([5, 24, 1, 1]), tolerance: 1e-4
      ) {
        conv2d(localResponseNorm(conv2d($0[0], $0[1]), size: 3, k: 0), $0[2])
      }
    }

    @Test func isPrecise() {
      let results = [Device.cpu, .reference].map {
        localResponseNorm(.random([4, 96, 13, 13], on: $0), size: 5, alpha: 3, k: 1e-3)
      }
      let (mine, judge) = (results[0].doubles, results[1].doubles)
      #expect(zip(mine, judge).allSatisfy { abs($0 - $1) <= 1e-6 * abs($1) })
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
