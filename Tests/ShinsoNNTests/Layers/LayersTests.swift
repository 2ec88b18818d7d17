import ShinsoNN
import Testing

@Suite(.serialized) struct LayersTests {
  @Test func dropoutDropsInTrainingOnly() {
    let before = RandomGenerator.shared.key
    defer { RandomGenerator.shared.key = before }
    RandomGenerator.shared.key = RandomKey(seed: 3, counter: 0)
    let layer = Dropout(0.25)
    let x = Tensor.ones([10_000])
    let y = layer(x)
    #expect(abs(y.mean().item() - 1) < 0.03)
    #expect(y.max().item() > 1.33)
    #expect(layer(x).scalars() != y.scalars() as [Float], "each call draws anew")
    layer.mode = .evaluation
    #expect(layer(x).scalars() == x.scalars() as [Float])
  }

  @Test func lockedDropoutHasOneMaskForAllSteps() {
    let layer = Dropout(0.5, isLocked: true)
    let x = Tensor.ones([4, 20, 30]).watched()
    let y = layer(x)
    let steps = (0..<4).map { y.sliced(axis: 0, from: $0, to: $0 + 1).scalars() as [Float] }
    #expect(steps.allSatisfy { $0 == steps[0] } && Set(steps[0]) == [0, 2])
    #expect(abs(y.mean().item() - 1) < 0.2)
    // The gradient passes where the values did.
    let gradient = gradients(of: y.sum(), withRespectTo: x)
    #expect(gradient.scalars() == y.scalars() as [Float])
    layer.mode = .evaluation
    #expect(layer(x).scalars() == x.scalars() as [Float])
  }

  @Test func stochasticDepthDropsWholeSamples() {
    let layer = StochasticDepth(0.5)
    let y = layer(.ones([200, 3, 2]))
    let samples: [Float] = y.flattened(from: 1).mean(axes: 1).scalars()
    #expect(Set(samples) == [0, 2])
    let kept = samples.count { $0 > 0 }
    #expect((60...140).contains(kept))
    layer.mode = .evaluation
    #expect(layer(.ones([2, 3])).scalars() == [Float](repeating: 1, count: 6))
  }

  @Test func samePaddingIsTensorFlows() {
    func shape(_ size: Int, _ kernel: Int, _ stride: Int) -> Shape {
      Conv2d(1, 1, kernelSize: Size2d(kernel), stride: Size2d(stride), padding: .same)(
        .ones([1, 1, size, size])
      ).shape
    }
    #expect(shape(224, 3, 2) == [1, 1, 112, 112])
    #expect(shape(7, 5, 2) == [1, 1, 4, 4])
    #expect(shape(1, 5, 1) == [1, 1, 1, 1])
    // An even size at stride 2 is padded below and to the right only.
    let layer = Conv2d(
      1, 1, kernelSize: 3, stride: 2, padding: .same, bias: false, initializer: .ones)
    #expect(layer(.ones([1, 1, 4, 4])).scalars() == [9, 6, 6, 4] as [Float])
  }

  @Test func lstmGoesOnFromItsState() {
    let lstm = LSTM(3, hidden: 4, layers: 2)
    #expect(
      lstm.parameters.map(\.name) == [
        "layers.0.weightInput", "layers.0.weightHidden", "layers.0.bias", "layers.1.weightInput",
        "layers.1.weightHidden", "layers.1.bias",
      ])
    let x = Initializer.normal(standardDeviation: 1).make(
      [6, 2, 3], 1, 1, RandomKey(seed: 1, counter: 0))
    let whole = lstm(x)
    #expect(whole.shape == [6, 2, 4])
    let (head, state) = lstm(x.sliced(axis: 0, to: 4), lstm.initialState(batchSize: 2))
    let (tail, _) = lstm(x.sliced(axis: 0, from: 4), state.detached)
    let difference = concatenate([head, tail], axis: 0) - whole
    #expect(difference.abs().max().item() < 1e-6)
  }

  @Test func embeddingLooksUp() {
    let layer = Embedding(3, size: 2)
    layer.weight.assign(Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [3, 2]))
    let y = layer(Tensor([2, 0, 2, 1] as [Int64], shape: [2, 2]))
    #expect(y.shape == [2, 2, 2])
    #expect(y.scalars() == [5, 6, 1, 2, 5, 6, 3, 4] as [Float])
  }

  @Test func poolsTakeTheirGeometry() {
    let x = Tensor((0..<16).map(Float.init), shape: [1, 1, 4, 4])
    #expect(MaxPool2d(kernelSize: 2)(x).scalars() == [5, 7, 13, 15] as [Float])
    #expect(AveragePool2d(kernelSize: 2)(x).scalars() == [2.5, 4.5, 10.5, 12.5] as [Float])
    #expect(MaxPool2d(kernelSize: 3, stride: 2, ceilMode: true)(x).shape == [1, 1, 2, 2])
    #expect(GlobalAveragePool2d()(x).scalars() == [7.5] as [Float])
  }

  @Test func normsStartAsPlainNormalization() {
    let x = Tensor((0..<24).map { Float($0 * $0 % 7) }, shape: [2, 6, 2])
    for y in [
      LayerNorm([2])(x), GroupNorm(6, groups: 3)(x), InstanceNorm(6)(x), LayerNorm([6, 2])(x),
    ] {
      #expect(y.shape == x.shape)
      #expect(abs(y.mean().item()) < 1e-5)
    }
    #expect(GroupNorm(6, groups: 2).parameterCount == 12)
    #expect(LocalResponseNorm(size: 3)(x).shape == x.shape)
  }

  @Test func layersOfOtherShapes() {
    let x = Tensor.ones([2, 4, 9])
    #expect(Conv1d(4, 6, kernelSize: 3, stride: 2, padding: 1, groups: 2)(x).shape == [2, 6, 5])
    let picture = Tensor.ones([2, 4, 7, 5])
    let up = ConvTranspose2d(4, 6, kernelSize: 2, stride: 2, groups: 2)
    #expect(up.weight.shape == [4, 3, 2, 2] && up(picture).shape == [2, 6, 14, 10])
    #expect(up.multiplyAdds(output: [1, 6, 14, 10]) == 7 * 5 * 4 * 3 * 2 * 2)
    let local = LocallyConnected2d(4, 3, inputSize: Size2d(7, 5), kernelSize: 3, stride: 2)
    #expect(local(picture).shape == [2, 3, 3, 2] && local.parameterCount == 6 * 3 * 36 + 18)
    #expect(AdaptiveAveragePool2d(Size2d(3, 2))(picture).shape == [2, 4, 3, 2])
    #expect(AdaptiveMaxPool2d(3)(picture).shape == [2, 4, 3, 3])
    #expect(SpatialPyramidPool2d()(picture).shape == [2, 4 * 21])
    #expect(L2Pool2d(kernelSize: 2)(picture).scalars().allSatisfy { $0 == 2 as Float })
    #expect(PReLU(channels: 4)(picture * -2).scalars().allSatisfy { $0 == -0.5 as Float })
  }
}
