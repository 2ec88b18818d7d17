import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// Training and test on photographs, seen by a trained network: first on its features, then, if
/// that is asked for, together with it.
struct PhotographCaptions {
  private let options: CaptionOptions
  private let data: PhotographData
  private let extractor: FeatureExtractor
  private let vocabulary: CaptionVocabulary
  private let longest: Int

  init(_ options: CaptionOptions, seed: UInt64) throws {
    self.options = options
    let data = try PhotographData(options.source, heldOut: options.heldOut, seed: seed)
    self.data = data
    let languages = try CaptionLanguages.of(data, tokenizer: options.tokenizer)
    let texts = languages.indices.map { PhotographData.texts(data.train, $0) }
    let isSmall = texts[0].count < CaptionOptions.fewCaptions
    vocabulary = try CaptionVocabulary(
      texts, languages, minimumCount: options.minCount ?? (isSmall ? 2 : 5))
    let lengths = zip(texts, languages).flatMap { texts, language in
      texts.map { language.tokenizer.count(in: $0) }
    }
    longest = min(lengths.max() ?? 1, options.maximumLength)
    extractor = try options.extractor()
  }

  func train(in run: Run) throws {
    try AtomicFile.makeFolder(run.folder.url)
    let known = try PhotographFeatures.rows(of: data.train, extractor, "features for training")
    let asked = try PhotographFeatures.rows(of: data.test, extractor, "held-out features")
    let form = CaptionForm(
      channels: try PhotographFeatures.channels(extractor, width: known.shape[1]),
      width: known.shape[1], options)
    run.seedInitializers()
    let network = form.network(
      encoder: nil, vocabulary: vocabulary.count, dropout: options.dropout ?? 0.5)
    let captioner = Captioner(network: network, vocabulary: vocabulary, longest: longest)
    var metadata = SavedCaptioner.metadata(form, captioner)
      .merging(TransferModel.metadata(extractor, options.network)) { $1 }
      .merging(options.sourceMetadata) { $1 }
    metadata["captionsDigest"] = data.digest
    metadata["vision"] = CaptionVision.Kind.features.rawValue
    let test = CaptionTest(data.test, vocabulary)
    let pictures = TensorDataset(
      known, labels: known.rows.map { _ in 0 }, classNames: ["picture"])
    let loader = try loader(pictures, run)
    let updates = try options.length.updates(
      perEpoch: perEpoch(loader), length: CaptionOptions.photographLength)
    let training = CaptionTraining(options: options, network: network)
    let updater = training.updater(on: loader, updates: updates) {
      try test.scores(captioner, asked, BeamSearch(width: 1), checkForStop: $0)
    }
    let plan = TrainingPlan(updates: updates, options.length)
    let extensions = options.update.extensions(updater, updates: updates)
    guard options.jointEpochs > 0 else {
      try run.train(updater, plan, metadata: metadata, extensions: extensions)
      return
    }
    try run.phase("features").train(updater, plan, extensions: extensions)
    // The averaged weights, if they are asked for.
    try network.load(updater.exported, from: "features")
    metadata["vision"] = CaptionVision.Kind.joint.rawValue
    try trainTogether(network.decoder, test, metadata, in: run)
  }

  /// The second phase: the network that sees learns, too, at a tenth of the rate, which is a tenth
  /// of the first phase's; its normalizations keep their statistics.
  private func trainTogether(
    _ decoder: any CaptionDecoder, _ test: CaptionTest, _ metadata: [String: String], in run: Run
  ) throws {
    let encoder = try extractor.trainable()
    for parameter in encoder.parameters { parameter.value.rateFactor = 0.1 }
    let network = CaptionNetwork(encoder: encoder, decoder: decoder)
    let captioner = Captioner(network: network, vocabulary: vocabulary, longest: longest)
    network.mode = .training
    encoder.mode = .evaluation
    func images(_ items: [CaptionedPictures.Item]) -> ImageDataset {
      ImageDataset(
        items: items.map { ($0.url, 0) }, classNames: ["picture"],
        preprocessing: extractor.network.preprocessing, cacheBudget: 1 << 30)
    }
    let loader = try loader(images(data.train), run)
    let updates = options.jointEpochs * perEpoch(loader)
    let asked = images(data.test)
    func scores(_ checkForStop: () throws -> Void) throws -> Scores {
      let features = try PhotographFeatures.rows(of: asked, network, checkForStop)
      return try test.scores(captioner, features, BeamSearch(width: 1), checkForStop: checkForStop)
    }
    let updater = CaptionTraining(options: options, network: network).updater(
      on: loader, updates: updates, rate: 0.1, evaluating: scores)
    try run.phase("joint").train(
      updater, TrainingPlan(updates: updates, checkpoints: options.length.checkpoints))
    try network.load(updater.exported, from: "joint")
    try run.finish(network.state, metadata: metadata, scores: scores {})
  }

  private func loader<Pictures: ClassificationDataset>(
    _ pictures: Pictures, _ run: Run
  ) throws -> DataLoader<CaptionDataset<Pictures>> {
    let captions = data.train.map { item in
      item.captions.enumerated().map { language, texts in
        texts.map { Array(vocabulary.encode($0, language).prefix(longest)) }
      }
    }
    return DataLoader(
      CaptionDataset(pictures, captions: captions, vocabulary, wordDropout: options.wordDropout),
      batchSize: min(options.update.batchSize, data.train.count), shuffle: .seed(run.seed))
  }

  private func perEpoch(_ loader: DataLoader<some Dataset>) -> Int {
    max(loader.batchesPerEpoch / options.update.batchesPerUpdate, 1)
  }
}
