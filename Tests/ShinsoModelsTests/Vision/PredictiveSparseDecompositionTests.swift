import ShinsoModels
import Testing

@Suite(.serialized) struct PredictiveSparseDecompositionTests {
  private func energy(
    _ model: PredictiveSparseDecomposition, _ y: Tensor, _ z: Tensor, sparsity: Double
  ) -> Double {
    withoutGradients {
      let missing = y - matmul(z, model.dictionary.tensor)
      let surprise = z - model.prediction(y)
      return missing.square().sum().item() + surprise.square().sum().item()
        + sparsity * z.abs().sum().item()
    }
  }

  /// The codes have less energy than the prediction, more steps lower it, and nothing near them is
  /// lower in the end.
  @Test func codesMinimizeTheEnergy() {
    let y = randomPictures([6, 12], scale: 2)
    func model(_ steps: Int) -> PredictiveSparseDecomposition {
      RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
      return PredictiveSparseDecomposition(pixels: 12, codes: 16, sparsity: 0.3, steps: steps)
    }
    let energies = [0, 5, 20, 2000].map { steps in
      let model = model(steps)
      return energy(model, y, model.codes(y), sparsity: 0.3)
    }
    #expect(zip(energies, energies.dropFirst()).allSatisfy { $1 < $0 }, "\(energies)")
    let model = model(2000)
    let z = model.codes(y)
    for seed in 1...20 {
      let step = Initializer.uniform(0.01).make(
        [6, 16], 1, 1, RandomKey(seed: UInt64(seed), counter: 0))
      #expect(energy(model, y, z + step, sparsity: 0.3) > energies[3])
    }
    // Some are exactly 0.
    #expect(z.scalars(as: Float.self).contains(0))
  }

  @Test func learnsToPredictItsCodes() {
    RandomGenerator.shared.key = RandomKey(seed: 2, counter: 0)
    let y = randomPictures([64, 12], scale: 2)
    let model = PredictiveSparseDecomposition(pixels: 12, codes: 16)
    let optimizer = MaxNorm(Adam(learningRate: 0.01), limit: 1, of: [model.dictionary])
    func loss() -> Double { withoutGradients { model.loss(y) }.item() }
    let before = loss()
    for _ in 0..<200 { optimizer.update(model, with: model.loss(y).gradients()) }
    #expect(loss() < before / 2)
    let lengths = withoutGradients { model.dictionary.detached.square().sum(axes: 1).sqrt() }
    #expect(lengths.max().item() < 1.0001)
  }
}
