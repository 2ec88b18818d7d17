import ShinsoModels
import Testing

@Suite(.serialized) struct CIFARResNetTests {
  @Test(arguments: [
    (20, 269_722), (32, 464_154), (44, 658_586), (56, 853_018), (110, 1_727_962),
  ]) func hasThePublishedParameters(depth: Int, count: Int) {
    #expect(CIFARResNet(depth: depth).parameterCount == count)
    #expect(CIFARResNet(depth: depth, shortcut: .plain).parameterCount == count)
    // 16 · 32 + 32 · 64 weights of the projections, and their normalizations.
    let projected = CIFARResNet(depth: depth, shortcut: .projection)
    #expect(projected.parameterCount == count + 512 + 2 * 32 + 2048 + 2 * 64)
    let layers = projected.parameters.filter { name, parameter in
      parameter.shape.rank > 1 && !name.contains("downsample")
    }
    #expect(layers.count == depth)
  }

  @Test(arguments: Shortcut.allCases) func shapes(shortcut: Shortcut) {
    let model = CIFARResNet(depth: 20, shortcut: shortcut, classes: 7)
    let lines = model.layerSummaries(input: [2, 3, 32, 32])
    func output(_ name: String) -> Shape? { lines.last { $0.name.hasPrefix(name) }?.output }
    #expect(output("layer1") == [2, 16, 32, 32])
    #expect(output("layer2") == [2, 32, 16, 16])
    #expect(output("layer3") == [2, 64, 8, 8])
    #expect(output("fc") == [2, 7])
    let shortcuts = lines.filter { $0.name.contains("downsample") }.map(\.kind)
    switch shortcut {
    case .padding: #expect(shortcuts == ["paddingShortcut", "paddingShortcut"])
    case .projection:
      #expect(shortcuts == ["conv2d", "batchNorm2d", "conv2d", "batchNorm2d"])
    case .plain: #expect(shortcuts.isEmpty)
    }
  }

  @Test(arguments: Shortcut.allCases) func stepsLowerTheLoss(shortcut: Shortcut) {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let x = randomPictures([8, 3, 32, 32])
    expectLowerLoss(
      CIFARResNet(depth: 20, shortcut: shortcut, classes: 4), x, classes: 4,
      SGD(learningRate: 0.05, momentum: 0.9))
  }

  @Test func deepOnesLearnToo() {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let x = randomPictures([4, 3, 16, 16])
    expectLowerLoss(
      CIFARResNet(depth: 110, classes: 4), x, classes: 4, SGD(learningRate: 0.05, momentum: 0.9))
  }
}
