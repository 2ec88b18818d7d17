import ShinsoTensor
import Testing

extension ComputeTests {
  /// What the seam offers besides the kernels of ops: the CPU against the Reference backend.
  @Suite struct BackendTests {
    /// Three steps, of weights that a product has packed before.
    @Test(
      arguments: [[5], [32, 48], [10, 50], [16, 8, 3, 3]] as [Shape],
      [
        (.sgd(rate: 0.1, decay: 0.01, scale: 0.5), 0),
        (.sgd(rate: 0.1, momentum: 0.9, decay: 0.01), 1),
        (.sgd(rate: 0.1, momentum: 0.9, decay: 0.01, nesterov: true), 1),
        (.adam(rate: 0.1, decay: 0.01, count: 1), 2),
        (.adam(rate: 0.1, beta1: 0.8, decay: 0.1, decoupled: true, count: 3), 2),
        (.adaGrad(rate: 0.1, epsilon: 1e-10, decay: 0.01), 1),
        (.rmsProp(rate: 0.1, alpha: 0.9, epsilon: 1e-8, decay: 0.01), 1),
        (.adadelta(rate: 1, rho: 0.9, epsilon: 1e-6, decay: 0.01), 2),
      ] as [(UpdateRule, Int)])
    func updates(_ shape: Shape, _ rule: (UpdateRule, slots: Int)) {
      compareSteps(shape) { value, gradient, state, _ in
        value.device.backend.update(
          value, gradient: gradient, slots: Array(state.prefix(rule.slots)), rule.0)
      }
    }

    private func compareSteps(
      _ shape: Shape, _ step: (Tensor, Tensor, [Tensor], _ count: Int) -> Void
    ) {
      let results = [Device.cpu, .reference].map { device in
        let parameter = Parameter(.random(shape, on: device))
        let state = [Tensor.zeros(shape, on: device), .zeros(shape, on: device)]
        for count in 1...3 {
          if shape.rank == 2 {
            _ = linear(.random([7, shape[1]], on: device), parameter.detached)
          }
          let gradient = Tensor.random(shape, seed: UInt64(count), on: device)
          parameter.update { step($0, gradient, state, count) }
        }
        return [parameter.detached] + state
      }
      for (cpu, reference) in zip(results[0], results[1]) {
        expectClose(cpu, reference, 2e-5, "after three steps")
      }
    }

    @Test(arguments: [[], [1], [33], [100_003]] as [Shape]) func randomNumbers(_ shape: Shape) {
      let key = RandomKey(seed: 5, counter: 1 << 40)
      let (cpu, judge) = (Device.cpu.backend, Device.reference.backend)
      let uniform = cpu.uniform(shape, lower: -2, upper: 3, key: key)
      // One may fuse the multiplication and the addition.
      expectClose(
        uniform, judge.uniform(shape, lower: -2, upper: 3, key: key), 1e-6, "uniform")
      #expect(uniform.doubles.allSatisfy { (-2..<3).contains($0) })
      expectClose(
        cpu.normal(shape, mean: 1, standardDeviation: 2, key: key),
        judge.normal(shape, mean: 1, standardDeviation: 2, key: key), 1e-5, "normal")
    }

    @Test func randomNumbersAreDistributedAsAsked() {
      let key = RandomKey(seed: 11, counter: 0)
      let normal = Device.cpu.backend.normal([100_000], mean: 1, standardDeviation: 2, key: key)
      #expect(abs(normal.mean().item() - 1) < 0.03)
      #expect(abs((normal - 1).square().mean().item() - 4) < 0.1)
      let uniform = Device.cpu.backend.uniform([100_000], lower: 0, upper: 1, key: key)
      #expect(abs(uniform.mean().item() - 0.5) < 0.005)
      #expect(abs(uniform.square().mean().item() - 1.0 / 3) < 0.005)
    }

    /// Including numbers that do not fit.
    @Test(arguments: DType.allCases, DType.allCases) func casts(_ from: DType, _ to: DType) {
      let values: [Double] = [
        0, 1, -1, 2.5, -2.5, 127, 128, -129, 255, 256, 32_768, 65_504, 65_520, 1e10, -1e10, 1e-3,
        1e-8, 0x1p31, 0x1p63, -0x1p63, 1e300, .infinity, -.infinity, .nan,
      ]
      let source = Tensor(values, on: .reference).cast(to: from)
      let expected = source.cast(to: to).scalars(as: Double.self)
      let found = source.to(.cpu).cast(to: to).to(.reference).scalars(as: Double.self)
      for (index, (a, b)) in zip(found, expected).enumerated() {
        #expect(
          a == b || a.isNaN && b.isNaN,
          "\(values[index]) as \(from.rawValue) becomes \(a) as \(to.rawValue), expected \(b)")
      }
    }

    @Test(arguments: DType.allCases) func fills(_ dtype: DType) {
      for device in [Device.cpu, .reference] {
        #expect(
          Tensor.full(3, shape: [2, 5], dtype: dtype, on: device).scalars(as: Double.self)
            == [Double](repeating: dtype == .bool ? 1 : 3, count: 10))
      }
    }

    /// Sums over rows are cut among threads by columns.
    @Test(arguments: [130, 200, 1_030, 3_000]) func sumsHaveTheSameBitsOnAnyTeam(_ columns: Int) {
      let x = Tensor.random([300, columns])
      let count = Threads.count
      defer { Threads.count = count }
      let sums = (1...4).map { threads in
        Threads.count = threads
        return x.sum(axes: 0).scalars(as: Float.self)
      }
      for other in sums.dropFirst() { #expect(other == sums[0]) }
    }

    /// A linear layer packs its weights, which are no planes of channels then.
    @Test func channelsOfPackedWeights() {
      let sums = [Device.cpu, .reference].map { device in
        let weight = Tensor.random([48, 64], on: device)
        _ = linear(.random([5, 64], on: device), weight)
        return device.backend.channelSum(weight)
      }
      expectClose(sums[0], sums[1], 1e-5, "sums of channels")
    }

    @Test func channelSumOfWideRows() {
      let sums = [Device.cpu, .reference].map {
        $0.backend.channelSum(.random([3, 20_000], on: $0))
      }
      expectClose(sums[0], sums[1], 1e-6, "sums of columns")
    }
  }
}
