import ArgumentParser
import Foundation
import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// `evaluate nic`.
struct CaptionEvaluation {
  struct Options: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "Photographs with captions, all of which are described.",
      default: "those that the training held out", completion: .file())
    var data: DataName?
    @Option("The file of captions.", default: "as in the training", completion: .file())
    var captions: FileName?
    @Option(
      "The folder with the photographs.", default: "as in the training", completion: .directory)
    var root: FileName?
    @OptionGroup var search: CaptionSearchOptions
    @Option(
      "Write a page (HTML) of pictures with their captions, sorted into four levels.",
      default: "none", completion: .file())
    var gallery: FileName?
  }

  private let options: Options
  private let saved: SavedCaptioner

  init(_ options: Options) throws {
    self.options = options
    saved = try SavedCaptioner(options.model)
  }

  func report() throws -> Report {
    let system = NICExperiment.about.id
    if saved.vision.kind == .scenes {
      if let data = options.data, data != .scenes {
        throw InputError("--data \(data)", "the model describes drawn scenes alone")
      }
      return Report(system: system, data: DataName.scenes.text, try sceneScores())
    }
    let source = try saved.file.source(options.data)
    return Report(
      system: system, network: saved.vision.extractor?.network.name, data: source.recordedText,
      try photographScores(source))
  }

  private func sceneScores() throws -> Scores {
    let test = try SceneCaptions.test()
    let captions = try SceneCaptions.captions(test, saved.captioner, options.search.search) {}
    let scores = SceneCaptions.scores(test, captions)
    try options.gallery.map {
      try SceneCaptions.gallery(test, captions, scores).write(to: $0.url)
    }
    return scores
  }

  private func photographScores(_ source: DataName) throws -> Scores {
    let (test, train) = try photographs(source)
    let features = try PhotographFeatures.of(test.items, saved)
    let captions = try test.captions(saved.captioner, features, options.search.search) {}
    var scores = test.scores(captions.map { $0.map(\.words) })
    try options.gallery.map { try test.gallery(captions, scores).write(to: $0.url) }
    guard !train.isEmpty, let extractor = saved.vision.extractor else { return scores }
    func pooled(_ items: [CaptionedPictures.Item], _ title: String) throws -> Tensor {
      PhotographFeatures.pooled(
        try PhotographFeatures.rows(of: items, extractor, title), saved.form)
    }
    let nearest = NearestCaptions(
      known: try pooled(train, "features of the training"),
      asked: try pooled(test.items, "held-out features"))
    let copied = test.vocabulary.languages.enumerated().map { number, language in
      nearest.nearest.map { language.tokenizer.tokens(of: train[$0].captions[number][0]) }
    }
    for (metric, value) in test.scores(copied).values {
      scores.add(
        metric.of("nearest", title: "nearest neighbor's"), value, weight: Double(test.items.count))
    }
    return scores
  }

  /// What is described, and the training's photographs if they are known.
  private func photographs(
    _ name: DataName
  ) throws -> (test: CaptionTest, train: [CaptionedPictures.Item]) {
    let file = saved.file
    let isOwn = file.learned(from: name)
    let source = CaptionSource(
      data: name,
      captions: options.captions
        ?? (isOwn ? file.metadata["captions"].flatMap(FileName.init(argument:)) : nil),
      root: options.root ?? (isOwn ? file.metadata["root"].flatMap(FileName.init(argument:)) : nil))
    let vocabulary = saved.captioner.vocabulary
    func check(_ languages: [String]) throws {
      let learned = vocabulary.languages.map(\.name)
      let given = languages.map { $0.isEmpty ? CaptionLanguages.unnamed : $0 }
      guard given == learned || given.count == 1 && learned.count == 1 else {
        throw InputError(
          name.text,
          "has captions in \(given.joined(separator: ", ")); the model writes "
            + learned.joined(separator: ", ")
        )
      }
    }
    let isNamed = options.captions != nil || options.root != nil
    func others() throws -> (test: CaptionTest, train: [CaptionedPictures.Item]) {
      let pictures = try source.pictures()
      try check(pictures.languages)
      return (CaptionTest(pictures.items, vocabulary), [])
    }
    if !isOwn { return try others() }
    let data = try PhotographData(
      source, heldOut: file.value("heldOut"), seed: file.value("seed"))
    guard data.digest == file.metadata["captionsDigest"] else {
      // Other captions, or photographs elsewhere, were asked for.
      if isNamed { return try others() }
      throw InputError(
        name.text,
        "holds other captions than when the model was trained, so what was held out is not known; "
          + "name a folder of other photographs by --data")
    }
    try check(data.languageNames)
    return (CaptionTest(data.test, vocabulary), data.train)
  }
}
