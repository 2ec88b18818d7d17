import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

extension RecursiveNetwork.Composition: ExpressibleByArgument {}

/// The recursive neural tensor network on the Stanford Sentiment Treebank: Socher et al., EMNLP 2013,
/// and the plain recursive network beside it. As in the paper: vectors of 25 to 35, AdaGrad, batches of
/// 20 to 30 sentences, the sum of the errors at all nodes. Departures: words in lower case, rare words
/// read as unknown now and then, dropout before the classifier, an average of the weights, and the
/// weights that were best on the development sentences. A sentence counts as good if the two positive
/// classes together are likelier than the two negative ones.
struct RNTNExperiment: Trainable, Evaluable, PredictingText, Visualizing, HasRecipe {
  static let about = About(
    id: "rntn", field: .language, year: 2013,
    title: "Recursive neural tensor network: sentiment at every node of a tree", data: "sst",
    expectation: "seed 1: 45.9% of five classes, 85.3% good or bad (paper: 45.7 and 85.4)",
    example: "--data trees/ --variant rnn")
  static let recipe = Recipe(
    .adagrad, learningRate: 0.05, weightDecay: 1e-4, batchSize: 25, length: .epochs(14),
    average: 0.999,
    patience: 4)

  struct TrainOptions: ParsableArguments {
    @Option(data: "Trees in brackets with labels from 0 to 4: a folder with train.txt and test.txt")
    var data: DataName = "sst"
    @Option("The network: with the tensor, or the plain recursive one.")
    var variant = RecursiveNetwork.Composition.rntn
    @Option("Size of a node's vector.", in: 1...1024) var size = 30
    @Option("Part of the values that is dropped before the classifier.", in: .belowOne)
    var dropout = 0.3
    @Option("How much the root counts besides the sum over all nodes.", in: .notNegative)
    var rootWeight = 0.0
    @Option(
      "a: a word that occurs n times is read as unknown with probability a / (a + n).",
      in: .notNegative)
    var wordDropping = 0.25
    @OptionGroup(title: "Updates") var update: UpdateOptions<RNTNExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<RNTNExperiment>
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    let data = try SentimentData(options.data, needsTrees: true)
    let words = try SentenceWords(data[.train])
    run.seedInitializers()
    let model = RecursiveNetwork(
      vocabulary: words.vocabulary.count, size: options.size, classes: data.classes,
      composition: options.variant, dropout: options.dropout)
    try SentimentTraining.train(
      model, on: data, words, dropping: options.wordDropping,
      SentimentTraining.Weights(roots: options.rootWeight), options.update, options.length,
      metadata: ["variant": options.variant.rawValue, "size": "\(options.size)"], in: run)
  }

  static let drawsEvaluation = false

  typealias EvaluateOptions = SentimentEvaluateOptions

  static func evaluate(_ options: SentimentEvaluateOptions) throws -> Report {
    try saved(options.model).evaluate(options, needsTrees: true)
  }

  struct PredictOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Flag("The texts are trees in brackets, as parsers write them: (S (NP …) (VP …)).")
    var parsed = false
  }

  static let predictExample = "\"A film of rare beauty.\" -o tree.svg"

  static func predict(
    _ options: PredictOptions, texts: [String], top: Int
  ) throws -> [TextPrediction] {
    let model = try saved(options.model)
    let sentences = try texts.map { text -> LabeledTree in
      if options.parsed {
        let tree = try LabeledTree(parse: text, name: "--parsed")
        try SavedSentimentModel.check(tree.words)
        return tree
      }
      return LabeledTree(rightBranching: try SavedSentimentModel.words(text))
    }
    if !options.parsed {
      Console.note(
        "without a tree (--parsed), each word is joined with what follows it in its clause")
    }
    return zip(texts, sentences).map { model.prediction($0, $1, top: top) }
  }

  static let pictureExtension = "svg"

  static func visualize(_ options: SentimentVisualizeOptions, to picture: URL) throws {
    try saved(options.model).visualize(options, needsTrees: true, to: picture)
  }

  private static func saved(_ options: ModelOptions) throws -> SavedSentimentModel {
    try OpenModels.model(options, of: about.id) {
      try SavedSentimentModel(options, of: about.id) { file, vocabulary, size, classes in
        guard let variant = RecursiveNetwork.Composition(rawValue: try file.required("variant"))
        else { throw InputError(file.file.path, "has a variant that makes no sense") }
        return RecursiveNetwork(
          vocabulary: vocabulary, size: size, classes: classes, composition: variant)
      }
    }
  }
}
