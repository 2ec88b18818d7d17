import ShinsoNN
import Testing

@Suite(.serialized) struct SGDTests {
  /// The numbers are those of `torch.optim.SGD` in double precision.
  @Test func plainStepsAreAsComputedByHand() {
    let net = Quadratic()
    let optimizer = SGD(learningRate: 0.1)
    let expected: [[Float]] = [
      [0.9, -1.4, 3.15], [0.81, -0.98, 3.3075], [0.729, -0.686, 3.472875],
      [0.6561, -0.4802, 3.64651875],
    ]
    for values in expected { net.step(optimizer, expecting: values) }
  }

  @Test func momentumAndDecayStepsAreAsComputedByHand() {
    let net = Quadratic()
    let optimizer = SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 0.01)
    let expected: [[Float]] = [
      [0.899, -1.398, 3.147], [0.717301, -0.435402, 3.433503],
      [0.4813245, 0.5619922, 3.85959735], [0.22033187, 1.29048733, 4.43220253],
    ]
    for values in expected { net.step(optimizer, expecting: values) }
  }

  /// Each gradient keeps the rate with which it came in.
  @Test func velocityHasTheRateOfItsGradients() {
    let net = Quadratic()
    let optimizer = SGD(learningRate: 0.1, momentum: 0.9, velocityHasRate: true)
    let expected: [(rate: Double, values: [Float])] = [
      (0.1, [0.9, -1.4, 3.15]),
      (0.05, [0.765, -0.65, 3.36375]),
      (0.2, [0.4905, 0.415, 3.8925]),
    ]
    for (rate, values) in expected {
      optimizer.learningRate = rate
      net.step(optimizer, expecting: values)
    }
  }

  @Test func factorsOfAParameterScaleRateAndDecay() {
    let net = Quadratic()
    net.p.rateFactor = 2
    net.p.decayFactor = 0
    net.step(SGD(learningRate: 0.05, weightDecay: 0.01), expecting: [0.9, -1.4, 3.15])
  }

  @Test func leavesFrozenParametersAlone() {
    let net = Quadratic()
    let gradients = net.loss.gradients()
    net.p.isFrozen = true
    SGD(learningRate: 0.1).update(net, with: gradients)
    #expect(net.p.detached.scalars() == Quadratic.start)
  }

  @Test func updatesPartsThatComeLater() {
    final class Grown: Module {
      let first = Quadratic()
      var second: Quadratic?
      var loss: Tensor { second.map { first.loss + $0.loss } ?? first.loss }
    }
    let net = Grown()
    let optimizer = SGD(learningRate: 0.1)
    optimizer.update(net, with: net.loss.gradients())
    // Trained beside the net, then a part of it.
    let second = Quadratic()
    optimizer.update(net, with: (net.loss + second.loss).gradients())
    #expect(second.p.detached.scalars() == Quadratic.start)
    net.second = second
    optimizer.update(net, with: net.loss.gradients())
    #expect(second.p.detached.scalars() == [0.9, -1.4, 3.15] as [Float])
    #expect(net.first.p.detached.scalars() == [0.729, -0.686, 3.472875] as [Float])
    let other = Quadratic()
    other.step(optimizer, expecting: [0.9, -1.4, 3.15])
  }

  @Test func goesOnFromItsState() throws {
    let one = Quadratic()
    let first = SGD(learningRate: 0.1, momentum: 0.9)
    first.update(one, with: one.loss.gradients())
    #expect(first.state(for: one).map(\.name) == ["velocity/p"])
    let other = Quadratic()
    other.p.assign(one.p.detached.copied())
    let second = SGD(learningRate: 0.1, momentum: 0.9)
    try second.load(
      Dictionary(uniqueKeysWithValues: first.state(for: one).map { ($0.name, $0.tensor.copied()) }),
      for: other)
    first.update(one, with: one.loss.gradients())
    second.update(other, with: other.loss.gradients())
    #expect(one.p.detached.scalars() == other.p.detached.scalars() as [Float])
  }

  @Test func refusesStateOfAnotherShape() {
    for wrong in [Tensor.zeros([2]), .zeros([3], dtype: .uint8), .zeros([3], dtype: .float64)] {
      #expect(throws: InputError.self) {
        try SGD(learningRate: 1, momentum: 0.9).load(["velocity/p": wrong], for: Quadratic())
      }
    }
    #expect(throws: InputError.self) {
      try SGD(learningRate: 1).load(["velocity/p": .zeros([3])], for: Quadratic())
    }
  }
}
