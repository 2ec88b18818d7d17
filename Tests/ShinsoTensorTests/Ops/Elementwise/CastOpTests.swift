import ShinsoTensor
import Testing

extension ComputeTests {
  /// Casts and transfers lie on the tape as any op does.
  @Suite struct CastOpTests {
    @Test func sameTypeAndDeviceKeepTheRecord() {
      for device in [Device.cpu, .reference] {
        let x = Tensor([1, 2, 3] as [Float], on: device).watched()
        let y = x.cast(to: .float32).to(device).square().sum()
        #expect(gradients(of: y, withRespectTo: x).doubles == [2, 4, 6])
      }
    }

    /// Through float64 nothing is lost; through the short types it is as far as they round.
    @Test(arguments: [DType.float64, .float16, .bfloat16], [Device.cpu, .reference])
    func gradientsFlowThrough(_ dtype: DType, _ device: Device) {
      let x = Tensor([0.5, -2, 3.1] as [Float], on: device).watched()
      let middle = x.cast(to: dtype)
      #expect(middle.dtype == dtype && middle.isRecorded)
      // Used twice, so that two gradients of the middle are added.
      let (a, b) = (middle.cast(to: .float32), middle.cast(to: .float32))
      let found = gradients(of: (a * 3 + b.square()).sum(), withRespectTo: x)
      #expect(found.dtype == .float32)
      let rounded = a.doubles
      #expect(found.doubles == rounded.map { Double(3 + 2 * Float($0)) })
    }

    /// The step is so long that the rounding to float32 does not show.
    @Test func agreesWithDifferences() {
      let values = [0.25, -1.5, 2]
      func loss(_ x: Tensor) -> Tensor { (x.cast(to: .float32).exp().cast(to: .float64) * 2).sum() }
      let x = Tensor(values, on: .reference)
      let watched = x.watched()
      let found = gradients(of: loss(watched), withRespectTo: watched)
      #expect(found.dtype == .float64)
      for index in values.indices {
        let step = Tensor(values.indices.map { $0 == index ? 1e-2 : 0 }, on: .reference)
        let slope = (loss(x + step).item() - loss(x - step).item()) / 2e-2
        #expect(abs(slope - found.doubles[index]) < 1e-4 * abs(slope))
      }
    }

    @Test func noGradientThroughIntegers() {
      let x = Tensor([1.5, 2.5] as [Float]).watched()
      #expect(!x.cast(to: .int64).isRecorded)
      let y = (x.cast(to: .int64).cast(to: .float32) * x).sum()
      #expect(gradients(of: y, withRespectTo: x).doubles == [1, 2])
    }

    @Test func gradientsReachAnotherDevice() {
      let weight = Parameter(Tensor([2, -1] as [Float]))
      let there = weight.tensor.to(.reference)
      #expect(there.device == .reference)
      let back = (there.square() + there).to(.cpu)
      let gradient = (back * 3).sum().gradients()[weight]?.tensor
      #expect(gradient?.device == .cpu && gradient?.doubles == [15, -3])
    }

    /// What the CPU only stores may be moved and converted, but not computed with.
    @Test func storedTypesMayBeConverted() throws {
      let x = Tensor([1, 2] as [Double])
      #expect(try runOp(CastOp(.float32), [x])[0].doubles == [1, 2])
      #expect(try runOp(TransferOp(to: .reference), [x])[0].doubles == [1, 2])
      #expect(throws: OpError.self) { try runOp(ScaleShiftOp(), [x]) }
      checkRefusal(CastOp(.float32), [1], [1], problem: "takes 1 input (input), not 2")
    }
  }
}
