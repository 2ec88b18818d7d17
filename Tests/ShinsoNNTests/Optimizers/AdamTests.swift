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
    #expect(first.state(for: one).map(\.name) == ["first/p", "second/p", "steps/p"])
    let other = Quadratic()
    other.p.assign(one.p.detached.copied())
    let second = Adam(learningRate: 0.1)
    try second.load(
      Dictionary(uniqueKeysWithValues: first.state(for: one).map { ($0.name, $0.tensor.copied()) }),
      for: other)
    first.update(one, with: one.loss.gradients())
    second.update(other, with: other.loss.gradients())
    #expect(one.p.detached.scalars() == other.p.detached.scalars() as [Float])
  }

  @Test func refusesStateThatIsNotItsOwn() {
    let sound: [String: Tensor] = [
      "first/p": Tensor.full(0.5, shape: [3]), "second/p": .ones([3]),
      "steps/p": Tensor([Int64(1)]),
    ]
    let net = Quadratic()
    let optimizer = Adam()
    let changes: [(String, Tensor?, String)] = [
      ("velocity/p", .zeros([3]), "velocity/p is not part of it"),
      ("first/q", .zeros([3]), "first/q is not part of it"),
      ("second/p", .zeros([4]), "second/p is float32 of shape [4]"),
      ("second/p", .zeros([3], dtype: .uint8), "second/p is uint8 of shape [3], not float32"),
      ("second/p", nil, "it lacks second/p"),
      ("steps/p", nil, "it lacks steps/p"),
      ("steps/p", Tensor([Int64(-1)]), "the steps of p"),
      ("steps/p", Tensor([Float(1)]), "the steps of p"),
      ("steps/p", Tensor([Int64(1), 2]), "the steps of p"),
    ]
    for (name, tensor, problem) in changes {
      var state = sound
      state[name] = tensor
      let error = #expect(throws: InputError.self) { try optimizer.load(state, for: net) }
      #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
      #expect(optimizer.state(for: net).isEmpty, "nothing is taken over")
    }
    #expect(throws: Never.self) { try optimizer.load(sound, for: net) }
    #expect(optimizer.state(for: net).map(\.name) == ["first/p", "second/p", "steps/p"])
  }

  @Test func countsTheStepsOfEachParameter() throws {
    let golden = try GoldenOptimizers.shared.get()
    let net = GoldenNet(golden)
    let optimizer = Adam()
    net.first.freeze()
    for step in 0..<5 {
      if step == 3 { net.first.freeze(false) }
      optimizer.update(net, with: net.loss().gradients())
    }
    let steps = optimizer.state(for: net).filter { $0.name.hasPrefix("steps/") }
    #expect(
      steps.map(\.name)
        == ["steps/first.weight", "steps/first.bias", "steps/second.weight", "steps/second.bias"])
    #expect(steps.map { $0.tensor.scalars(as: Int64.self)[0] } == [2, 2, 5, 5])
  }
}
