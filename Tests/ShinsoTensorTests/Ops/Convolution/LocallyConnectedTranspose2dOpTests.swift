import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct LocallyConnectedTranspose2dOpTests {
    @Test func golden() throws {
      try checkGolden("locallyConnectedTranspose2d/plain") {
        locallyConnectedTranspose2d($0[0], $0[1], size: Size2d(7, 5), kernelSize: 3)
      }
      try checkGolden("locallyConnectedTranspose2d/stride") {
        locallyConnectedTranspose2d(
          $0[0], $0[1], size: Size2d(7, 5), kernelSize: 2, stride: Size2d(3, 1))
      }
      try checkGolden("locallyConnectedTranspose2d/padding") {
        locallyConnectedTranspose2d(
          $0[0], $0[1], size: Size2d(7, 5), kernelSize: Size2d(3, 2),
          padding: Padding2d(top: 1, left: 2, bottom: 1, right: 2))
      }
    }

    @Test(
      arguments: [
        (Conv2dGeometry(kernel: 1), [1, 1, 1, 1], 1), (Conv2dGeometry(kernel: 3), [2, 3, 5, 4], 5),
        (
          Conv2dGeometry(kernel: Size2d(3, 2), stride: 2, padding: 1, dilation: Size2d(1, 2)),
          [2, 2, 6, 7], 3
        ),
        (
          Conv2dGeometry(
            kernel: 2, stride: 3, padding: Padding2d(top: 0, left: 2, bottom: 1, right: 0)),
          [1, 2, 7, 5], 8
        ),
        (Conv2dGeometry(kernel: 5), [35, 1, 6, 5], 4),
        (Conv2dGeometry(kernel: 4), [3, 2, 4, 5], 6),
      ] as [(Conv2dGeometry, Shape, Int)])
    func matchesReference(_ geometry: Conv2dGeometry, _ picture: Shape, _ filters: Int) throws {
      let size = geometry.output(height: picture[2], width: picture[3])
      let window = picture[1] * geometry.kernel.height * geometry.kernel.width
      let weight: Shape = [size.height * size.width, filters, window]
      try check(
        LocallyConnectedTranspose2dOp(geometry, size: Size2d(picture[2], picture[3])),
        .normal([picture[0], filters, size.height, size.width]), .normal(weight))
      try check(LocallyConnected2dOp(geometry), .normal(picture), .normal(weight))
    }

    @Test func refuses() {
      let op = LocallyConnectedTranspose2dOp(Conv2dGeometry(kernel: 2), size: Size2d(3, 3))
      checkRefusal(
        op, [1, 5, 2, 3], [4, 5, 8], problem: "input [1, 5, 2, 3] must be [N, 5, 2, 2]")
      checkRefusal(
        op, [1, 5, 2, 2], [4, 5, 9],
        problem: "the weight [4, 5, 9] must have filters of 8 numbers for each of 4 windows")
      checkRefusal(
        LocallyConnected2dOp(Conv2dGeometry(kernel: 4)), [1, 2, 3, 3], [1, 5, 32],
        problem: "the kernel 4×4 does not fit into [1, 2, 3, 3]")
    }
  }
}
