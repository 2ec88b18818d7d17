import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct LocallyConnected2dTests {
    struct Case: Sendable {
      var name: String
      var kernel: Size2d
      var stride: Size2d = 1
      var padding: Padding2d = 0
    }

    static let cases = [
      Case(name: "", kernel: 3, stride: 2, padding: 1),
      Case(name: "/stride", kernel: 2, stride: Size2d(3, 1)),
      Case(
        name: "/padding", kernel: Size2d(3, 2),
        padding: Padding2d(top: 1, left: 2, bottom: 1, right: 2)),
      Case(name: "/plain", kernel: 2),
    ]

    @Test(arguments: cases) func golden(_ test: Case) throws {
      try checkGolden("locallyConnected2d\(test.name)") {
        locallyConnected2d(
          $0[0], $0[1], $0[2], kernelSize: test.kernel, stride: test.stride, padding: test.padding)
      }
    }

    @Test(
      arguments: cases + [
        Case(name: "", kernel: 3, padding: Padding2d(top: 0, left: 2, bottom: 1, right: 0))
      ], [[1, 1, 3, 3], [2, 3, 4, 5], [2, 16, 7, 6]] as [Shape])
    func matchesReference(_ test: Case, _ shape: Shape) throws {
      let geometry = Conv2dGeometry(
        kernel: test.kernel, stride: test.stride, padding: test.padding)
      let (rows, columns) = geometry.output(height: shape[2], width: shape[3])
      let fanIn = shape[1] * test.kernel.height * test.kernel.width
      try check(
        "locallyConnected2d", .normal(shape), .normal([rows * columns, 5, fanIn]),
        .normal([5, rows, columns])
      ) {
        locallyConnected2d(
          $0[0], $0[1], $0[2], kernelSize: test.kernel, stride: test.stride, padding: test.padding)
      }
    }
  }
}
