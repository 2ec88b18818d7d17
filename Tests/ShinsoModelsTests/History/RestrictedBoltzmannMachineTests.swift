import Foundation
import ShinsoFormats
import ShinsoModels
import TestSupport
import Testing

@Suite(.serialized) struct RestrictedBoltzmannMachineTests {
  typealias Machine = RestrictedBoltzmannMachine

  static let batch = Initializer.uniform(1).make([5, 6], 1, 1, RandomKey(seed: 9, counter: 0)).abs()

  @Test(arguments: [
    (1, Machine.VisibleUnits.probability, Machine.HiddenUnits.binary), (3, .binary, .binary),
    (1, .probability, .gaussian),
  ])
  func gradientsAreThoseOfPlainLoops(
    steps: Int, visible: Machine.VisibleUnits, hidden: Machine.HiddenUnits
  ) throws {
    let machine = Machine(6, 4, visibleUnits: visible, hiddenUnits: hidden)
    machine.hiddenBias.assign(Tensor([0.5, -0.5, 0, 1] as [Float]))
    let step = machine.contrastiveDivergence(
      Self.batch, steps: steps, generator: RandomGenerator(seed: 4))
    let plain = PlainMachine(machine).contrastiveDivergence(Self.batch, steps: steps, seed: 4)
    for (parameter, expected) in [
      (machine.weight, plain.weight), (machine.visibleBias, plain.visible),
      (machine.hiddenBias, plain.hidden),
    ] {
      let found = try #require(step.gradients[parameter]).tensor.scalars(as: Double.self)
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 }, "\(found) \(expected)")
    }
    #expect(abs(step.reconstructionError - plain.error) < 1e-5)
  }

  /// `Δ = momentum · Δ + rate · (gradient - decay · p)`, with the momentum that changes.
  @Test func stepsAreThoseOfTheAuthorsProgram() throws {
    let machine = Machine(6, 4)
    machine.visibleBias.assign(.ones([6]))
    let optimizer = SGD(learningRate: 0.1, momentum: 0.5, weightDecay: 0.02)
    var (weight, bias) = (machine.weight.detached.copied(), machine.visibleBias.detached.copied())
    var (dw, db) = (Tensor.zeros([4, 6]), Tensor.zeros([6]))
    for number in 0..<4 {
      optimizer.momentum = number < 2 ? 0.5 : 0.9
      let gradients = machine.contrastiveDivergence(Self.batch).gradients
      let slope = try #require(gradients[machine.weight]).tensor
      dw = dw * optimizer.momentum - (slope + weight * 0.02) * 0.1
      db = db * optimizer.momentum - (try #require(gradients[machine.visibleBias]).tensor) * 0.1
      (weight, bias) = (weight + dw, bias + db)
      optimizer.update(machine, with: gradients)
    }
    #expect((machine.weight.detached - weight).abs().max().item() < 1e-6)
    #expect((machine.visibleBias.detached - bias).abs().max().item() < 1e-6)
  }

  /// With many steps from many samples, contrastive divergence is the gradient of the likelihood.
  @Test func approachesTheLikelihoodsGradient() throws {
    let machine = Machine(6, 4, visibleUnits: .binary)
    machine.weight.assign(machine.weight.detached * 5)
    let patterns = [[1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0], [0, 0, 1, 0, 1, 1]] as [[Float]]
    let batch = Tensor((0..<6000).flatMap { patterns[$0 % 3] }, shape: [6000, 6])
    let exact = PlainMachine(machine).likelihoodGradient(patterns.map { $0.map { Double($0) } })
    func agreement(_ steps: Int) throws -> Double {
      let step = machine.contrastiveDivergence(
        batch, steps: steps, generator: RandomGenerator(seed: 1))
      let found = try #require(step.gradients[machine.weight]).tensor.scalars(as: Double.self)
      // Descent of the negative logarithm.
      let product = zip(found, exact).reduce(0) { $0 - $1.0 * $1.1 }
      let squares = [found, exact].map { $0.reduce(0) { $0 + $1 * $1 } }
      return product / (squares[0] * squares[1]).squareRoot()
    }
    let (one, many) = (try agreement(1), try agreement(50))
    #expect(one > 0.8)
    #expect(many > 0.995)
    #expect(many > one)
  }

  /// The 14 pictures of 3 x 3 pixels in which whole rows or whole columns are set: MacKay's test.
  @Test func learnsBarsAndStripes() {
    let pictures = (0..<8).flatMap { bits -> [[Double]] in
      let line = (0..<3).map { Double(bits >> $0 & 1) }
      let stripes = [line.flatMap { [$0, $0, $0] }, line + line + line]
      return bits == 0 || bits == 7 ? [stripes[0]] : stripes
    }
    #expect(pictures.count == 14)
    RandomGenerator.shared.key = RandomKey(seed: 5, counter: 0)
    let machine = Machine(9, 16, visibleUnits: .binary)
    let batch = Tensor(pictures.joined().map { Float($0) }, shape: [14, 9])
    let before = PlainMachine(machine).meanLogLikelihood(pictures)
    let optimizer = SGD(learningRate: 0.1, momentum: 0.5)
    for _ in 0..<2000 {
      optimizer.update(machine, with: machine.contrastiveDivergence(batch, steps: 2).gradients)
    }
    let after = PlainMachine(machine).meanLogLikelihood(pictures)
    // The best is -log 14 = -2.64; all 512 pictures alike have -6.24.
    #expect(before < -5.5)
    #expect(after > -3.4)
  }

  @Test(.requiresTestData("mnist/t10k-images-idx3-ubyte.gz"))
  func learnsDigits() throws {
    let url = try #require(TestData.url("mnist/t10k-images-idx3-ubyte.gz"))
    let images =
      try IDX.read(url).sliced(axis: 0, from: 0, to: 500).cast(to: .float32)
      .reshaped([500, 784]) * (1 / 255)
    let machine = Machine(784, 64)
    let optimizer = SGD(learningRate: 0.1, momentum: 0.5, weightDecay: 2e-4)
    var errors: [Double] = []
    for _ in 0..<20 {
      for start in stride(from: 0, to: 500, by: 100) {
        let step = machine.contrastiveDivergence(
          images.sliced(axis: 0, from: start, to: start + 100))
        optimizer.update(machine, with: step.gradients)
        errors.append(step.reconstructionError)
      }
    }
    // The mean picture alone has about 52.
    #expect(errors[0] > 100)
    #expect(errors.suffix(5).reduce(0, +) / 5 < 35)
  }

  @Test func goesOnBitByBit() throws {
    func parts() -> (Machine, SGD, RandomGenerator) {
      RandomGenerator.shared.key = RandomKey(seed: 2, counter: 0)
      return (
        Machine(6, 4), SGD(learningRate: 0.1, momentum: 0.9), RandomGenerator(seed: 3)
      )
    }
    func run(_ parts: (Machine, SGD, RandomGenerator), _ count: Int) {
      for _ in 0..<count {
        let step = parts.0.contrastiveDivergence(Self.batch, generator: parts.2)
        parts.1.update(parts.0, with: step.gradients)
      }
    }
    let (whole, first, second) = (parts(), parts(), parts())
    run(whole, 6)
    run(first, 3)
    try second.0.load(first.0.state, from: "checkpoint")
    let state = first.1.state(for: first.0).map { ($0.name, $0.tensor) }
    try second.1.load(Dictionary(uniqueKeysWithValues: state), for: second.0)
    second.2.key = first.2.key
    run(second, 3)
    for (a, b) in zip(whole.0.state, second.0.state) {
      #expect(a.tensor.scalars() == b.tensor.scalars(), "\(a.name)")
    }
  }
}
