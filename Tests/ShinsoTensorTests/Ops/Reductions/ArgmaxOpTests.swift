import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct ArgmaxOpTests {
    @Test func golden() throws {
      try checkGolden("argmax") { $0[0].argmax(axis: 1) }
      try checkGolden("argmin") { $0[0].argmin(axis: 1) }
      try checkGolden("argmax/last") { $0[0].argmax(axis: -1) }
      try checkGolden("argmin/last") { $0[0].argmin(axis: -1) }
      try checkGolden("argmin/ties") { $0[0].argmin(axis: 1) }
      try checkGolden("argmax/nan") { $0[0].argmax(axis: 1) }
      try checkGolden("argmin/nan") { $0[0].argmin(axis: 1) }
    }

    @Test(
      arguments: [([1], 0), ([3, 5], 0), ([3, 5], -1), ([2, 16, 3, 3], 1), ([2, 7, 1], 1)]
        as [(Shape, Int)])
    func matchesReference(_ shape: Shape, _ axis: Int) throws {
      try check(ArgmaxOp(axis: axis), .normal(shape))
      try check("argmin", .normal(shape)) { $0[0].argmin(axis: axis) }
    }

    @Test(arguments: [[33], [3, 17], [40, 5]] as [Shape], [0, -1])
    func edgesMatchReference(_ shape: Shape, _ axis: Int) throws {
      for values in [[1, 2, 2, 0, 0, 2, 1], [1, .nan, 3, -.infinity, .infinity]] as [[Double]] {
        try check(ArgmaxOp(axis: axis), .exactly(shape, values))
        try check("argmin", .exactly(shape, values)) { $0[0].argmin(axis: axis) }
      }
    }

    @Test func prefersTheFirst() {
      for device in [Device.cpu, .reference] {
        let x = Tensor([1, 3, 3, 0] as [Float], on: device)
        #expect(x.argmax(axis: 0).scalars(as: Int.self) == [1])
      }
    }
  }
}
