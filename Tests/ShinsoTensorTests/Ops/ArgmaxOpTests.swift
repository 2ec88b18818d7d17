import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct ArgmaxOpTests {
    @Test func golden() throws {
      try checkGolden("argmax") { $0[0].argmax(axis: 1) }
      try checkGolden("argmin") { $0[0].argmin(axis: 1) }
    }

    @Test(
      arguments: [([1], 0), ([3, 5], 0), ([3, 5], -1), ([2, 16, 3, 3], 1), ([2, 7, 1], 1)]
        as [(Shape, Int)])
    func matchesReference(_ shape: Shape, _ axis: Int) throws {
      try check(ArgmaxOp(axis: axis), .normal(shape))
    }

    @Test func prefersTheFirst() {
      for device in [Device.cpu, .reference] {
        let x = Tensor([1, 3, 3, 0] as [Float], on: device)
        #expect(x.argmax(axis: 0).scalars(as: Int.self) == [1])
      }
    }
  }
}
