import ShinsoNN
import Testing

@Suite(.serialized) struct AdamTests {
  /// The numbers are those of `torch.optim.Adam` in double precision.
  @Test func stepsAreAsComputedByHand() {
    let net = Quadratic()
    let optimizer = Adam(learningRate: 0.1)
    let expected: [[Float]] = [
      [0.9, -1.9, 3.1], [0.80041223, -1.80016649, 3.20007201],
      [0.70158627, -1.70062339, 3.30026133], [0.60393906, -1.60150489, 3.40061119],
    ]
    for values in expected { net.step(optimizer, expecting: values) }
  }

  @Test func stepsWithOtherConstantsAndDecayAreAsComputedByHand() {
    let net = Quadratic()
    let optimizer = Adam(
      learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1)
    let expected: [[Float]] = [
      [0.90009083, -1.90001613, 3.09991674], [0.80077349, -1.80028469, 3.19996131],
      [0.7025345, -1.70098994, 3.30021114], [0.605942, -1.60232716, 3.40073751],
    ]
    for values in expected { net.step(optimizer, expecting: values) }
  }

  @Test func goesOnFromItsState() throws {
    let one = Quadratic()
    let first = Adam(learningRate: 0.1)
    for _ in 0..<3 { first.update(one, with: one.loss.gradients()) }
    #expect(first.state(for: one).map(\.name) == ["count", "first/p", "second/p"])
    let other = Quadratic()
    other.p.assign(one.p.value.copied())
    let second = Adam(learningRate: 0.1)
    try second.load(
      Dictionary(uniqueKeysWithValues: first.state(for: one).map { ($0.name, $0.tensor.copied()) }),
      for: other)
    first.update(one, with: one.loss.gradients())
    second.update(other, with: other.loss.gradients())
    #expect(one.p.value.scalars() == other.p.value.scalars() as [Float])
  }

  @Test func refusesStateThatIsNotItsOwn() {
    #expect(throws: InputError.self) {
      try Adam().load(["velocity/p": .zeros([3])], for: Quadratic())
    }
    #expect(throws: InputError.self) {
      try Adam().load(
        ["count": Tensor([Int64(1)]), "first/p": .zeros([3]), "second/p": .zeros([4])],
        for: Quadratic())
    }
  }
}
