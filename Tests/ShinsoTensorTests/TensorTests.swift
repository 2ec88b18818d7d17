import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct TensorTests {
    @Test func holdsValuesOfEveryType() {
      #expect(Tensor([1, 2, 3] as [Float], shape: [3, 1]).scalars(as: Float.self) == [1, 2, 3])
      #expect(Tensor([true, false]).scalars(as: Bool.self) == [true, false])
      #expect(Tensor([1, 2]).dtype == .int64)
      #expect(Tensor([250, 3] as [UInt8]).scalars(as: Int.self) == [250, 3])
      #expect(Tensor(2.5).item() == 2.5 && Tensor(2.5).shape == [])
      #expect(Tensor([Float](), shape: [0, 3]).scalars(as: Float.self) == [])
    }

    @Test func copiesAreTheirOwn() {
      let x = Tensor.random([4])
      let copy = x.copied()
      #expect(copy.doubles == x.doubles && copy.storage !== x.storage)
      let moved = x.to(.reference)
      #expect(moved.device == .reference && moved.doubles == x.doubles)
      #expect(moved.to(.cpu).doubles == x.doubles)
    }

    @Test func rowsShareMemory() {
      let weight = Parameter(.random([4, 3]))
      let rows = weight.detached.sliced(axis: 0, from: 1, to: 3)
      #expect(rows.doubles == Array(weight.detached.doubles[3..<9]))
      let version = rows.storage.version
      weight.update { _ in }
      #expect(rows.storage.version == version + 1, "a change of the whole is one of its rows")
    }

    @Test func wrongCountsStop() async {
      await #expect(processExitsWith: .failure) { _ = Tensor([1, 2, 3] as [Float], shape: [2]) }
      await #expect(processExitsWith: .failure) { _ = Tensor.zeros([2]).item() }
      await #expect(processExitsWith: .failure) { _ = Shape([2, -1]) }
    }
  }

  @Suite struct ParameterTests {
    @Test func keepsItsShape() async {
      let weight = Parameter(.random([2, 3]))
      weight.assign(.zeros([2, 3]))
      #expect(weight.detached.doubles == [0, 0, 0, 0, 0, 0])
      await #expect(processExitsWith: .failure) {
        Parameter(.zeros([2, 3])).assign(.zeros([3, 2]))
      }
    }

    @Test func lazyOneWaitsForItsSize() async {
      let weight = Parameter()
      #expect(!weight.isMaterialized)
      weight.assign(.zeros([2]))
      #expect(weight.isMaterialized && weight.shape == [2])
      await #expect(processExitsWith: .failure) { _ = Parameter().tensor }
    }

    @Test func isNobodyElsesMemory() {
      let start = Tensor([1, 2] as [Float])
      let (a, b) = (Parameter(start), Parameter(.zeros([2])))
      b.assign(a.detached)
      a.update { Device.cpu.backend.update($0, gradient: $0.copied(), slots: [], .sgd(rate: 1)) }
      #expect(a.detached.doubles == [0, 0])
      #expect(start.doubles == [1, 2] && b.detached.doubles == [1, 2])
    }
  }
}
