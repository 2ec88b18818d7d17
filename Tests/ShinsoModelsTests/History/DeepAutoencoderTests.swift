import ShinsoModels
import Testing

@Suite(.serialized) struct DeepAutoencoderTests {
  @Test func hasThePapersLayers() {
    let model = DeepAutoencoder()
    #expect(model.parameterCount == 2_837_314)
    #expect(model.encode(.zeros([2, 784])).shape == [2, 30])
    #expect(model(.zeros([2, 784])).shape == [2, 784])
    #expect(model.parameters.map(\.name).first == "encoder.0.weight")
    #expect(model.parameters.map(\.name).last == "decoder.3.bias")
  }

  @Test func unrolledItGoesUpAndDownTheStack() {
    let stack = DeepBeliefNetwork([12, 10, 7, 3], top: .gaussian)
    for machine in stack.machines {
      for bias in [machine.visibleBias, machine.hiddenBias] {
        bias.assign(
          Initializer.uniform(1).make(bias.shape, 1, 1, RandomGenerator.shared.next()))
      }
    }
    let x = Initializer.uniform(1).make([4, 12], 1, 1, RandomKey(seed: 1, counter: 0)).abs()
    let model = DeepAutoencoder(unrolling: stack)
    withoutGradients {
      let codes = stack(x)
      #expect(codes.min().item() < 0 || codes.max().item() > 1, "the code is linear")
      expectEqual(model.encode(x), codes)
      expectEqual(stack.input(ofMachine: 2, for: x), stack.machines[1](stack.machines[0](x)))
      let pixels = stack.machines.reversed().reduce(codes) { $1.reconstruct($0) }
      expectEqual(model.reconstruct(x), pixels)
      let error = (pixels - x).square().sum().item() / 4
      #expect(abs(reconstructionError(model.reconstruct(x), x).item() - error) < 1e-5)
    }
  }

  @Test func stepsLowerTheLossInEveryPart() {
    let x = Initializer.uniform(1).make([8, 20], 1, 1, RandomKey(seed: 2, counter: 0)).abs()
    let model = DeepAutoencoder([20, 16, 8, 4])
    let optimizer = Adam(learningRate: 1e-2)
    let before = withoutGradients { model.loss(x).item() }
    for _ in 0..<5 {
      let gradients = model.loss(x).gradients()
      #expect(model.parameters.allSatisfy { gradients[$0.value] != nil })
      optimizer.update(model, with: gradients)
    }
    let after = withoutGradients { model.loss(x).item() }
    #expect(after < before)
  }

  private func expectEqual(
    _ a: Tensor, _ b: Tensor, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(a.shape == b.shape, sourceLocation: sourceLocation)
    #expect((a - b).abs().max().item() < 1e-5, sourceLocation: sourceLocation)
  }
}
