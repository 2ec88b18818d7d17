import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct PoolOpsTests {
    @Test func golden() throws {
      try checkGolden("maxPool2d") { maxPool2d($0[0], kernelSize: 2) }
      try checkGolden("maxPool2d/ceil") {
        maxPool2d($0[0], kernelSize: 3, stride: 2, padding: 1, ceilMode: true)
      }
      try checkGolden("averagePool2d") { averagePool2d($0[0], kernelSize: 2) }
      try checkGolden("averagePool2d/ceil") {
        averagePool2d($0[0], kernelSize: 3, stride: 2, padding: 1, ceilMode: true)
      }
      try checkGolden("averagePool2d/withoutPadding") {
        averagePool2d(
          $0[0], kernelSize: 3, stride: 2, padding: 1, ceilMode: true, countsPadding: false)
      }
      try checkGolden("globalAveragePool2d") { globalAveragePool2d($0[0]) }
    }

    static let goldenGeometries: [(String, Pool2dGeometry)] = [
      (
        "asymmetric",
        Pool2dGeometry(
          kernel: 3, stride: 2, padding: Padding2d(top: 0, left: 1, bottom: 2, right: 0))
      ),
      (
        "dropped",
        Pool2dGeometry(
          kernel: Size2d(2, 3), stride: Size2d(2, 3),
          padding: Padding2d(top: 1, left: 2, bottom: 1, right: 1))
      ),
      (
        "droppedBehind",
        Pool2dGeometry(
          kernel: 3, stride: Size2d(3, 2), padding: Padding2d(top: 1, left: 0, bottom: 2, right: 2))
      ),
      (
        "wide",
        Pool2dGeometry(
          kernel: Size2d(2, 3), stride: Size2d(3, 4),
          padding: Padding2d(top: 0, left: 0, bottom: 1, right: 2))
      ),
    ]

    @Test(arguments: goldenGeometries, [false, true])
    func goldenWindows(_ test: (String, Pool2dGeometry), _ isCeiled: Bool) throws {
      var geometry = test.1
      geometry.ceilMode = isCeiled
      let name = test.0 + (isCeiled ? "/ceil" : "")
      try checkGolden("maxPool2d/\(name)") { try runOp(MaxPool2dOp(geometry), $0) }
      try checkGolden("averagePool2d/\(name)") {
        try runOp(AveragePool2dOp(geometry), $0)
      }
      try checkGolden("l2Pool2d/\(name)") { try runOp(L2Pool2dOp(geometry), $0) }
      geometry.countsPadding = false
      try checkGolden("averagePool2d/withoutPadding/\(name)") {
        try runOp(AveragePool2dOp(geometry), $0)
      }
    }

    static let geometries =
      [
        Pool2dGeometry(kernel: 1), Pool2dGeometry(kernel: 2), Pool2dGeometry(kernel: Size2d(3, 2)),
        Pool2dGeometry(kernel: 3, stride: 2, padding: 1),
        Pool2dGeometry(kernel: 3, stride: 2, ceilMode: true),
        Pool2dGeometry(kernel: Size2d(2, 3), stride: 1, countsPadding: false),
        Pool2dGeometry(kernel: 3, stride: 2, padding: 1, ceilMode: true, countsPadding: false),
        Pool2dGeometry(
          kernel: 3, stride: 2, padding: Padding2d(top: 0, left: 1, bottom: 2, right: 0)),
      ]
      + goldenGeometries.map { _, geometry in
        var geometry = geometry
        geometry.ceilMode = true
        return geometry
      }

    @Test(
      arguments: geometries,
      [[1, 1, 3, 3], [2, 3, 7, 8], [2, 16, 6, 5], [1, 24, 9, 9], [3, 20, 6, 4]] as [Shape])
    func matchesReference(_ geometry: Pool2dGeometry, _ shape: Shape) throws {
      try check(MaxPool2dOp(geometry), .normal(shape))
      try check(AveragePool2dOp(geometry), .normal(shape))
      try check(L2Pool2dOp(geometry), .normal(shape))
    }

    @Test(arguments: geometries, [[2, 3, 7, 8], [1, 16, 6, 5]] as [Shape])
    func edgesMatchReference(_ geometry: Pool2dGeometry, _ shape: Shape) throws {
      try check(MaxPool2dOp(geometry), .exactly(shape, [1, 0, 2, 2, 0, 1, 2, -.infinity, 2, 2]))
      try check(L2Pool2dOp(geometry), .exactly(shape, Array(repeating: 0, count: 23) + [1, -2]))
    }

    @Test(arguments: [[1, 1, 1, 1], [2, 5, 7, 3], [2, 32, 7, 7], [3, 1280, 2, 2]] as [Shape])
    func globalMatchesReference(_ shape: Shape) throws {
      try check(GlobalAveragePool2dOp(), .normal(shape))
    }

    /// Everything below zero: padding must not win.
    @Test func paddingIsNeverTheMaximum() throws {
      try check(
        MaxPool2dOp(Pool2dGeometry(kernel: 3, stride: 2, padding: 1)),
        .uniform([2, 16, 5, 5], -3, -1))
    }

    @Test func refuses() {
      checkRefusal(
        MaxPool2dOp(Pool2dGeometry(kernel: 5)), [1, 3, 4, 4],
        problem: "the kernel 5×5 does not fit into input [1, 3, 4, 4] with padding 0")
      checkRefusal(
        AveragePool2dOp(Pool2dGeometry(kernel: 2, padding: 2)), [1, 3, 4, 4],
        problem: "the padding 2 must be smaller than the kernel 2×2: "
          + "a window would see nothing but padding")
      checkRefusal(
        GlobalAveragePool2dOp(), [3, 4, 4],
        problem: "input [3, 4, 4] has 3 axes, expected 4: [N, C, H, W]")
    }
  }
}
