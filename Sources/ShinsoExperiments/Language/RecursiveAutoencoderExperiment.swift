import ArgumentParser
import Foundation
import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Semi-supervised recursive autoencoders: Socher et al., EMNLP 2011. The tree of a sentence is found
/// by its reconstruction error, and its sentiment is told at every node. On sentences with one label
/// each, the label counts at the root; on a treebank, the labels of all words and of those phrases that
/// the tree happens to have count too. The authors minimize by L-BFGS; this is AdaGrad in batches, with
/// dropout and an average of the weights.
struct RecursiveAutoencoderExperiment: Trainable, Evaluable, PredictingText, Visualizing,
  HasRecipe
{
  static let about = About(
    id: "recursive-autoencoder", field: .language, year: 2011,
    title: "Recursive autoencoder: trees by reconstruction error, and their sentiment", data: "sst",
    expectation: "41% of five classes, 82% good or bad; movie reviews 78.5% (paper: 77.7)",
    example: "--data reviews/ --size 50")
  static let recipe = Recipe(
    .adagrad, learningRate: 0.03, weightDecay: 1e-4, batchSize: 50, length: .epochs(15),
    average: 0.99,
    patience: 4)

  struct TrainOptions: ParsableArguments {
    @Option(
      data:
        "Trees, or lines of label, tab, sentence: a folder with train.txt and test.txt")
    var data: DataName = "sst"
    @Option("Size of a node's vector.", in: 1...1024) var size = 50
    @Option("Part of the values that is dropped before the classifier.", in: .belowOne)
    var dropout = 0.5
    @Option("How the reconstruction error counts beside the classes.", in: .range(0...1))
    var reconstruction = 0.2
    @Option("How much the root counts besides the sum over all nodes.", in: .notNegative)
    var rootWeight = 1.0
    @Option(
      "a: a word that occurs n times is read as unknown with probability a / (a + n).",
      in: .notNegative)
    var wordDropping = 1.0
    @OptionGroup(title: "Updates") var update: UpdateOptions<RecursiveAutoencoderExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<RecursiveAutoencoderExperiment>
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    let data = try SentimentData(options.data, needsTrees: false)
    let words = try SentenceWords(data[.train])
    run.seedInitializers()
    let model = RecursiveAutoencoder(
      vocabulary: words.vocabulary.count, size: options.size, classes: data.classes,
      dropout: options.dropout)
    let share = 1 - options.reconstruction
    try SentimentTraining.train(
      model, on: data, words, dropping: options.wordDropping,
      SentimentTraining.Weights(
        nodes: share, roots: share * options.rootWeight, reconstruction: options.reconstruction),
      options.update, options.length, metadata: ["size": "\(options.size)"], in: run)
  }

  static let drawsEvaluation = false

  typealias EvaluateOptions = SentimentEvaluateOptions

  static func evaluate(_ options: SentimentEvaluateOptions) throws -> Report {
    try saved(options.model).evaluate(options, needsTrees: false)
  }

  struct PredictOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
  }

  static let predictExample = "\"A film of rare beauty.\" -o tree.svg"

  static func predict(
    _ options: PredictOptions, texts: [String], top: Int
  ) throws -> [TextPrediction] {
    let model = try saved(options.model)
    return try texts.map { text in
      let words = try SavedSentimentModel.words(text)
      return model.prediction(text, LabeledTree(words: words, children: []), top: top)
    }
  }

  static let pictureExtension = "svg"

  static func visualize(_ options: SentimentVisualizeOptions, to picture: URL) throws {
    try saved(options.model).visualize(options, needsTrees: false, to: picture)
  }

  private static func saved(_ options: ModelOptions) throws -> SavedSentimentModel {
    try OpenModels.model(options, of: about.id) {
      try SavedSentimentModel(options, of: about.id) { _, vocabulary, size, classes in
        RecursiveAutoencoder(vocabulary: vocabulary, size: size, classes: classes)
      }
    }
  }
}
