import ShinsoNN
import ShinsoTensor
import Testing

@Suite(.serialized) struct OptimizerTrajectoryTests {
  /// Whether 100 steps stay at PyTorch's: in double precision to rounding, in single to 1e-5.
  private func follow(
    _ name: String, _ make: () -> any Optimizer, clip: (Gradients) -> Gradients = { $0 },
    before: (_ step: Int, GoldenNet, any Optimizer) -> Void = { _, _, _ in },
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let golden = try GoldenOptimizers.shared.get()
    let expected = try #require(golden.optimizers[name], sourceLocation: sourceLocation)
    #expect(expected.count == 5 && expected[100] != nil, sourceLocation: sourceLocation)
    for (device, tolerance) in [(Device.reference, 1e-8), (.cpu, 1e-5)] {
      let optimizer = make()
      let net = GoldenNet(golden, on: device)
      for step in 1...100 {
        before(step, net, optimizer)
        optimizer.update(net, with: clip(net.loss().gradients()))
        for ((path, parameter), values) in zip(net.parameters, expected[step] ?? []) {
          let mine = parameter.detached.scalars(as: Double.self)
          let worst = zip(mine, values).map { abs($0 - $1) }.max() ?? .infinity
          #expect(
            worst < tolerance, "\(name) on \(device), step \(step), \(path)",
            sourceLocation: sourceLocation)
        }
      }
    }
  }

  @Test func followPyTorch() throws {
    try follow("sgd", { SGD(learningRate: 0.3) })
    try follow("momentum", { SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 0.01) })
    try follow(
      "nesterov", { SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 0.01, nesterov: true) })
    try follow("adam", { Adam(learningRate: 0.02, weightDecay: 0.01) })
    try follow("adamw", { AdamW(learningRate: 0.02, beta1: 0.8, beta2: 0.99, weightDecay: 0.1) })
    try follow("adagrad", { AdaGrad(learningRate: 0.03, weightDecay: 0.01) })
    try follow(
      "rmsprop", { RMSProp(learningRate: 0.01, alpha: 0.9, epsilon: 0.01, weightDecay: 0.01) })
    try follow("adadelta", { Adadelta(weightDecay: 0.01) })
  }

  @Test func clippingFollowsPyTorch() throws {
    try follow("clippedNorm", { SGD(learningRate: 0.3) }, clip: { $0.clipped(toNorm: 0.2) })
    try follow("clippedValue", { SGD(learningRate: 0.3) }, clip: { $0.clipped(toValue: 0.05) })
  }

  /// PyTorch has no LARS: the script has the algorithm a second time.
  @Test func larsFollowsItsAlgorithm() throws {
    try follow("lars", { LARS(learningRate: 2, momentum: 0.9, weightDecay: 0.01, trust: 0.02) })
  }

  /// Bias correction starts with a parameter's own first step.
  @Test func adamFollowsPyTorchThroughFreezing() throws {
    func freeze(_ step: Int, _ net: GoldenNet, _ optimizer: any Optimizer) {
      net.first.freeze(step <= 30)
    }
    try follow("adamFrozen", { Adam(learningRate: 0.02) }, before: freeze)
    try follow("adamwFrozen", { AdamW(learningRate: 0.02) }, before: freeze)
  }

  @Test func factorsFollowPyTorchsGroups() throws {
    func setFactors(_ step: Int, _ net: GoldenNet, _ optimizer: any Optimizer) {
      for (_, parameter) in net.first.parameters {
        parameter.rateFactor = 0.5
        parameter.decayFactor = 2
      }
      net.second.bias?.decayFactor = 0
    }
    try follow(
      "momentumGroups", { SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 0.01) },
      before: setFactors)
    try follow(
      "adamwGroups", { AdamW(learningRate: 0.02, weightDecay: 0.1) }, before: setFactors)
  }

  @Test func scheduleDrivesTheOptimizerAsInPyTorch() throws {
    let schedule = Schedule.cosine(total: 100, end: 0.05)
    try follow(
      "momentumScheduled", { SGD(learningRate: 0.1, momentum: 0.9) },
      before: { $2.learningRate = 0.1 * schedule.factor($0 - 1) })
  }

  @Test func averageFollowsPyTorch() throws {
    let golden = try GoldenOptimizers.shared.get()
    let net = GoldenNet(golden, isNormalized: true)
    let (optimizer, average) = (SGD(learningRate: 0.1), WeightAverage(decay: 0.9))
    #expect(golden.average.count == 5 && golden.average[100] != nil)
    for step in 1...100 {
      optimizer.update(net, with: net.loss().gradients())
      average.update(net)
      let expected = golden.average[step] ?? []
      #expect(expected.isEmpty || expected.count == average.state(for: net).count)
      for ((name, tensor), values) in zip(average.state(for: net), expected) {
        let worst = zip(tensor.scalars(as: Double.self), values).map { abs($0 - $1) }.max()
        #expect(worst.map { $0 < 1e-5 } == true, "\(name), step \(step)")
      }
    }
  }

  @Test(arguments: 0..<7) func goOnFromTheirState(_ index: Int) throws {
    func make() -> any Optimizer {
      [
        SGD(learningRate: 0.1, momentum: 0.9, nesterov: true), Adam(), AdamW(), AdaGrad(),
        RMSProp(), Adadelta(), LARS(learningRate: 1),
      ][index]
    }
    let golden = try GoldenOptimizers.shared.get()
    let (whole, parts) = (GoldenNet(golden), GoldenNet(golden))
    let (one, first, second) = (make(), make(), make())
    for _ in 0..<6 { one.update(whole, with: whole.loss().gradients()) }
    for _ in 0..<3 { first.update(parts, with: parts.loss().gradients()) }
    let state = first.state(for: parts).map { ($0.name, $0.tensor.copied()) }
    try second.load(Dictionary(uniqueKeysWithValues: state), for: parts)
    for _ in 0..<3 { second.update(parts, with: parts.loss().gradients()) }
    for (a, b) in zip(whole.parameters, parts.parameters) {
      #expect(a.value.detached.scalars() == b.value.detached.scalars() as [Float])
    }
  }

  /// Algorithm 1 by hand: ‖p‖ = √14, g = (1, -6, -1.5), rate 2, trust 0.1, decay 0.5.
  @Test func larsStepsAreAsComputedByHand() {
    let net = Quadratic()
    let optimizer = LARS(learningRate: 2, momentum: 0, weightDecay: 0.5, trust: 0.1)
    let (length, slope) = (14.0.squareRoot(), 39.25.squareRoot())
    let rate = 2 * 0.1 * length / (slope + 0.5 * length)
    let expected = zip([1.0, -2, 3], [1.0, -6, -1.5]).map { p, g in
      Float(p - rate * (g + 0.5 * p))
    }
    net.step(optimizer, expecting: expected)
  }

  @Test func norms() {
    let net = Quadratic()
    let gradients = net.loss.gradients()
    #expect(abs(gradients.norm - 39.25.squareRoot()) < 1e-5)
    #expect(abs(gradients.clipped(toNorm: 2).norm - 2) < 1e-5)
    #expect(gradients.clipped(toNorm: 7).norm == gradients.norm)
    #expect(Gradients().norm == 0)
  }

  @Test func averagesWeights() throws {
    let net = Quadratic()
    let average = WeightAverage(decay: 0.75)
    average.update(net)
    net.p.assign(Tensor([5, 2, -1] as [Float]))
    average.update(net)
    let state = average.state(for: net)
    #expect(state.map(\.name) == ["p"])
    #expect(state[0].tensor.scalars() == [2, -1, 2] as [Float])
    let other = WeightAverage(decay: 0.5)
    other.load(state)
    other.update(net)
    #expect(other.state(for: net)[0].tensor.scalars() == [3.5, 0.5, 0.5] as [Float])
    let inside: [Float] = average.apply(to: net) { net.p.detached.scalars() }
    #expect(inside == [2, -1, 2])
    #expect(net.p.detached.scalars() == [5, 2, -1] as [Float], "its own values are back")
    try net.load(state, from: "average")
    #expect(net.p.detached.scalars() == [2, -1, 2] as [Float])
  }
}
