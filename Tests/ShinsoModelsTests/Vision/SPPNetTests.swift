import ShinsoModels
import Testing

@Suite(.serialized) struct SPPNetTests {
  /// Table 1 and section 2.3 of the paper; 12,800 values of 50 bins in section 4.1.
  @Test(arguments: [(224, [55, 27, 13]), (180, [44, 21, 10])])
  func mapsHaveThePapersSizes(size: Int, maps: [Int]) {
    let model = SPPNet(classes: 10)
    let lines = model.layerSummaries(input: [1, 3, size, size])
    func output(_ name: String) -> Shape? { lines.first { $0.name == name }?.output }
    #expect(output("pool1") == [1, 96, maps[0], maps[0]])
    #expect(output("conv2") == [1, 256, maps[1], maps[1]])
    #expect(output("conv5") == [1, 256, maps[2], maps[2]])
    #expect(output("spp") == [1, 12_800])
    #expect(output("fc8") == [1, 10])
  }

  @Test func parametersFollowFromTheTable() {
    #expect(SPPNet().parameterCount == 77_037_672)
  }

  /// Windows and steps of figure 4, for maps of 13 × 13.
  @Test func binsAreThePapersWindows() {
    let maps = randomPictures([1, 4, 13, 13])
    let pyramid = spatialPyramidPool2d(maps, levels: [3, 2, 1])
    let windows = [(5, 4), (7, 6), (13, 13)].map { size, step in
      maxPool2d(maps, kernelSize: Size2d(size), stride: Size2d(step)).flattened(from: 1)
    }
    #expect(
      pyramid.scalars(as: Float.self) == concatenate(windows, axis: 1).scalars(as: Float.self))
  }

  @Test(arguments: [[31, 31], [100, 200], [300, 250]]) func anySizeWillDo(size: [Int]) {
    let model = SPPNet(classes: 3)
    model.mode = .evaluation
    let shape: Shape = [2, 3, size[0], size[1]]
    #expect(withoutGradients { model(.zeros(shape)) }.shape == [2, 3])
  }

  @Test func stepsLowerTheLoss() {
    let model = SPPNet(classes: 2)
    stopDropout(model)
    expectLowerLoss(
      model, brightAndDarkPictures([4, 3, 63, 47]) * 128, classes: 2, Adam(learningRate: 1e-4),
      updates: 6)
  }
}
