import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct LogicalOpTests {
    private func bools(_ values: [Float], _ shape: Shape, on device: Device) -> Tensor {
      Tensor(values, shape: shape, on: device) .> Tensor(0, on: device)
    }

    @Test(arguments: [Device.cpu, .reference]) func truthTables(device: Device) {
      let a = bools([0, 0, 1, 1], [4], on: device)
      let b = bools([0, 1, 0, 1], [4], on: device)
      #expect((a .& b).doubles == [0, 0, 0, 1])
      #expect((a .| b).doubles == [0, 1, 1, 1])
      #expect((a .^ b).doubles == [0, 1, 1, 0])
      #expect((.!a).doubles == [1, 1, 0, 0])
      #expect((a .& b).dtype == .bool)
    }

    @Test(arguments: [Device.cpu, .reference]) func broadcasts(device: Device) {
      let column = bools([0, 1], [2, 1], on: device)
      let row = bools([0, 1, 1], [3], on: device)
      #expect((column .& row).doubles == [0, 0, 0, 0, 1, 1])
      #expect((row .| column).doubles == [0, 1, 1, 1, 1, 1])
      #expect((column .& row).shape == [2, 3])
    }

    @Test func refuses() {
      checkRefusal(LogicalOp(.and), [2], [2], problem: "left [2] is float32, not bool")
    }
  }
}
