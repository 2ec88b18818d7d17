import ShinsoData
import ShinsoTraining
import Testing

@testable import ShinsoNN
@testable import ShinsoZoo

/// The recipes are those of the papers.
@Suite struct RecipeTests {
  struct Numbers: Sendable {
    let name: String
    let samples: Int
    let rate: Double
    let momentum: Double?
    let decay: Double
    let epochs: Int?
    /// Parts of the run at which the rate is looked at, and what has become of it.
    let rates: [(Double, Double)]

    init(
      _ name: String, _ samples: Int, _ rate: Double, _ momentum: Double?, _ decay: Double,
      epochs: Int?, _ rates: [(Double, Double)]
    ) {
      self.name = name
      self.samples = samples
      self.rate = rate
      self.momentum = momentum
      self.decay = decay
      self.epochs = epochs
      self.rates = rates
    }
  }

  private static let quarters = [(0.0, 1.0), (0.26, 0.1), (0.51, 0.01), (0.76, 0.001)]

  static let numbers = [
    Numbers("alexnet", 128, 0.01, 0.9, 5e-4, epochs: 90, quarters),
    Numbers("vgg16", 256, 0.01, 0.9, 5e-4, epochs: 74, quarters),
    Numbers("vgg19", 256, 0.01, 0.9, 5e-4, epochs: 74, quarters),
    // 8 and 16 of 250 epochs.
    Numbers(
      "googlenet", 32, 0.01, 0.9, 2e-4, epochs: 250,
      [(0, 1), (0.0321, 0.96), (0.0641, 0.9216), (0.9999, 0.282)]),
    // 2 and 4 of 100 epochs.
    Numbers(
      "inception-v3", 32, 0.045, nil, 4e-5, epochs: 100,
      [(0, 1), (0.0201, 0.94), (0.0401, 0.8836), (0.9999, 0.0482)]),
    Numbers("resnet50", 256, 0.1, 0.9, 1e-4, epochs: 120, quarters),
    Numbers("resnet152", 256, 0.1, 0.9, 1e-4, epochs: 120, quarters),
    Numbers(
      "resnet20-cifar", 128, 0.1, 0.9, 1e-4, epochs: nil,
      [(0, 1), (0.499, 1), (0.501, 0.1), (0.751, 0.01)]),
    Numbers(
      "resnet110-cifar", 128, 0.1, 0.9, 1e-4, epochs: nil,
      [(0, 0.1), (0.006, 0.1), (0.0063, 1), (0.501, 0.1), (0.751, 0.01)]),
    Numbers(
      "all-cnn", 32, 0.01, 0.9, 1e-3, epochs: 350,
      [(0, 1), (0.571, 1), (0.572, 0.1), (0.715, 0.01), (0.858, 0.001)]),
    Numbers(
      "nin", 128, 0.1, 0.9, 1e-4, epochs: nil, [(0, 1), (0.334, 0.1), (0.667, 0.01)]),
    Numbers("sppnet", 128, 0.01, 0.9, 5e-4, epochs: 70, [(0, 1), (0.334, 0.1), (0.667, 0.01)]),
  ]

  /// Of the whole length and, as with `--epochs`, of shorter runs.
  @Test(arguments: numbers) func areThoseOfThePapers(of paper: Numbers) throws {
    let recipe = try Networks.entry(paper.name).recipe
    #expect(recipe.samplesPerUpdate == paper.samples)
    #expect(recipe.learningRate == paper.rate && recipe.momentum == paper.momentum)
    #expect(recipe.weightDecay == paper.decay && recipe.rateFollowsBatch)
    if case .epochs(let epochs) = recipe.length { #expect(epochs == paper.epochs) }
    for total in [1_000_000, 64_000, 20_000] {
      let schedule = recipe.schedule.make(
        total: total, warmUp: 0, milestones: recipe.milestones, stairs: recipe.stairs,
        start: recipe.start)
      for (part, factor) in paper.rates {
        let found = schedule.factor(Int(part * Double(total)))
        #expect(abs(found / factor - 1) < 0.01, "\(paper.name) at \(part) of \(total)")
      }
    }
  }

  @Test func whatElseThePapersSay() throws {
    func augmentation(_ name: String) throws -> Augmentation? {
      try Networks.entry(name).augmentation(variant: [:])
    }
    #expect(
      try augmentation("alexnet") == Augmentation(.crop(shortSide: 256...256), colorPCA: 0.1))
    #expect(try augmentation("vgg16") == Augmentation(.crop(shortSide: 256...512), colorPCA: 0.1))
    #expect(try augmentation("googlenet") == Augmentation(.resizedCrop, jitter: 0.5))
    #expect(try augmentation("inception-v3") == Augmentation(.resizedCrop))
    #expect(
      try augmentation("resnet50") == Augmentation(.crop(shortSide: 256...480), colorPCA: 0.1))
    #expect(try augmentation("resnet20-cifar") == Augmentation(.shift(by: 4)))
    #expect(try augmentation("all-cnn") == nil)
    let inception = InceptionV3Entry.recipe
    #expect(inception.optimizer == .rmsprop && inception.clipNorm == 2)
    #expect(inception.meanSquare?.kept == 0.9 && inception.meanSquare?.epsilon == 1)
    #expect(inception.labelSmoothing == 0.1)
    let optimizer = inception.optimizer.make(
      rate: 1, momentum: 0, decay: 0, meanSquare: inception.meanSquare)
    #expect((optimizer as? RMSProp)?.epsilon == 1 && (optimizer as? RMSProp)?.alpha == 0.9)
    #expect(SPPNetEntry.trainingSizes == [224, 180])
  }

  /// Eight batches of 32 are one of 256.
  @Test func batchesThatDoNotFitAreDivided() {
    for recipe in [ResNet50Entry.recipe, VGG16Entry.recipe] {
      #expect(recipe.batchSize == 32 && recipe.accumulate == 8)
    }
  }
}
