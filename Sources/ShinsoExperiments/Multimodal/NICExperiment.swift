import ArgumentParser
import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// Pictures into words: Vinyals et al., "Show and tell: a neural image caption generator", CVPR
/// 2015; with `--attention`, Xu et al., "Show, attend and tell", ICML 2015. The paper has 512
/// units, vectors of 512, dropout, plain gradient descent at a fixed rate, and an ensemble.
///
/// By default it learns from scenes that are drawn here, with attention and a small convolutional
/// network that is trained along; of photographs, features of any network of the zoo are the input,
/// and that network is trained along in a second phase if it is asked for.
struct NICExperiment: Trainable, Evaluable, Predicting, Visualizing, HasRecipe {
  static let about = About(
    id: "nic", field: .multimodal, year: 2015,
    title: "Neural image captioner: a picture becomes a sentence",
    data: "scenes of shapes, drawn here",
    expectation:
      "scenes of combinations never shown: 99 % described exactly in English and Japanese",
    example: "--data photos/ --network efficientnet-lite0")
  static let recipe = Recipe(
    .adam, learningRate: 2e-3, schedule: .cosine, batchSize: 64, length: .updates(1500),
    clipNorm: 5)

  typealias TrainOptions = CaptionOptions

  static func train(_ options: CaptionOptions, in run: Run) throws {
    if options.data == .scenes {
      try SceneCaptions(options).train(in: run)
    } else {
      try PhotographCaptions(options, seed: run.seed).train(in: run)
    }
  }

  typealias EvaluateOptions = CaptionEvaluation.Options

  static func evaluate(_ options: CaptionEvaluation.Options) throws -> Report {
    try CaptionEvaluation(options).report()
  }

  static var evaluateExample: String { "--beam 5 --gallery captions.html" }
  static var drawsEvaluation: Bool { false }

  struct PredictOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @OptionGroup var search: CaptionSearchOptions
  }

  static var predictExample: String { "--sample photo.jpg --beam 5 --top 3" }

  static let sampleForm = """
    Pictures as JPEG, PNG or WebP files. Captions come by their probability, best first; the \
    percentage is that per word, the geometric mean over the words and the end. In JSON they are \
    "probability" and "probabilityPerWord".
    """

  static func predict(
    _ options: PredictOptions, samples: [String], top: Int
  ) throws -> [Prediction] {
    let saved = try OpenModels.model(options.model, of: about.id) {
      try SavedCaptioner(options.model)
    }
    let files = try PictureFiles.readable(samples)
    return try files.flatMap { file in try saved.predictions(of: file, options.search, top: top) }
  }

  struct VisualizeOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "A picture.", default: "of a model for scenes a held-out one, else needed",
      completion: .file())
    var sample: FileName?
    @Option("The language to write in, as en.", default: "the model's first", completion: nil)
    var language: String?
    @OptionGroup var search: CaptionSearchOptions
  }

  /// Where a model with attention looked at each word.
  static func visualize(_ options: VisualizeOptions, to picture: URL) throws {
    let saved = try SavedCaptioner(options.model)
    let language = try saved.language(options.language)
    let (image, features) = try saved.sample(options.sample?.url)
    let caption = try saved.captioner.write(
      features, language: language, options.search.search)[0][0]
    guard saved.form.hasAttention else {
      throw InputError(
        saved.file.file.path,
        "does not tell where it looks; train one that does by --attention")
    }
    print(caption.text)
    try AttentionFigure(image: image, caption: caption).write(to: picture)
  }
}
