import Foundation
import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Training and test on drawn scenes; see ``ShapeScene``.
struct SceneCaptions {
  /// Scenes that are drawn between two evaluations.
  private static let epoch = 16_000
  private static let testCount = 500

  let options: CaptionOptions

  init(_ options: CaptionOptions) { self.options = options }

  func train(in run: Run) throws {
    run.seedInitializers()
    let vocabulary = try SceneDataset.vocabulary()
    let form = CaptionForm(
      channels: SceneNetwork.channels, places: SceneNetwork.places,
      hasAttention: options.attends, embedding: options.embedding ?? 256,
      hidden: options.hidden ?? 256)
    let network = form.network(
      encoder: SceneNetwork(), vocabulary: vocabulary.count, dropout: options.dropout ?? 0)
    let loader = DataLoader(
      SceneDataset(count: Self.epoch, vocabulary, wordDropout: options.wordDropout),
      batchSize: options.update.batchSize, shuffle: .seed(run.seed), dropsLast: true)
    let updates = try options.length.updates(
      perEpoch: max(loader.batchesPerEpoch / options.update.batchesPerUpdate, 1))
    let test = try Self.test()
    let captioner = Captioner(network: network, vocabulary: vocabulary, longest: 24)
    let updater = CaptionTraining(options: options, network: network).updater(
      on: loader, updates: updates,
      evaluating: { checkForStop in
        Self.scores(
          test,
          try Self.captions(test, captioner, BeamSearch(width: 1), checkForStop: checkForStop))
      })
    var metadata = SavedCaptioner.metadata(form, captioner)
    metadata["vision"] = CaptionVision.Kind.scenes.rawValue
    try run.train(
      updater, TrainingPlan(updates: updates, options.length), metadata: metadata,
      extensions: options.update.extensions(updater, updates: updates))
  }

  /// Held-out scenes and their pictures, `[N, 3, 64, 64]`.
  struct Test {
    let scenes: [ShapeScene]
    let pictures: Tensor

    fileprivate init() throws {
      scenes = ShapeScene.heldOut(testCount)
      pictures = try SceneDataset.pictures(
        scenes.enumerated().map { ($1, Self.generator($0)) })
    }

    private static func generator(_ place: Int) -> SplitMix64 { SplitMix64(2015, UInt64(place)) }

    func image(_ place: Int) -> Image {
      var generator = Self.generator(place)
      return scenes[place].image(using: &generator)
    }
  }

  static func test() throws -> Test { try Test() }

  /// The best caption of each scene, by language.
  static func captions(
    _ test: Test, _ captioner: Captioner, _ search: BeamSearch, checkForStop: () throws -> Void
  ) throws -> [[WrittenCaption]] {
    let modes = captioner.network.modes
    captioner.network.mode = .evaluation
    defer { captioner.network.modes = modes }
    let features = withoutGradients { captioner.network.see(test.pictures) }
    return try ShapeScene.Language.allCases.indices.map { language in
      try captioner.write(features, language: language, search, progress: checkForStop)
        .map { $0[0] }
    }
  }

  /// How many captions are right to the last word: the lower of both languages, then each.
  static func scores(_ test: Test, _ captions: [[WrittenCaption]]) -> Scores {
    let parts = zip(ShapeScene.Language.allCases, captions).map { language, captions in
      let right = zip(captions, test.scenes).count { $0.words == $1.words(language) }
      return (language, Double(right) / Double(test.scenes.count))
    }
    var scores = Scores(
      samples: test.scenes.count, [.exactMatch: parts.map(\.1).min() ?? 0])
    for (language, part) in parts {
      scores.add(
        Metric.exactMatch.inLanguage(language.rawValue), part, weight: Double(test.scenes.count))
    }
    return scores
  }
}
