import ArgumentParser
import Foundation
import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// Translation with attention: Bahdanau et al., ICLR 2015. The paper has 1,000 units, vectors of 620
/// and batches of 80, and uses Adadelta with gradients clipped at 1; the defaults here, 256 units,
/// Adam with a cosine to 0, dropout and smoothed labels, are later practice and suit some 50,000
/// pairs.
struct AttentionExperiment: TranslationSystem {
  static let about = About(
    id: "attention", field: .language, year: 2015,
    title: "Translation with attention, and where it looks", data: "debian-enja",
    expectation: "50,000 short sentences, Japanese to English: BLEU 33",
    example: "--data enja --source ja --target en --plot")
  static let recipe = Recipe(
    .adam, learningRate: 2e-3, schedule: .cosine, batchSize: 64, length: .epochs(8), clipNorm: 1)

  static let showsAlignment = true

  struct TrainOptions: ParsableArguments, OptionTraits {
    static let changeable: Set = ["stages", "sample"]

    @OptionGroup(title: "Pairs") var pairs: PairOptions
    @Option("Size of a token's vector.", in: 1...65_536) var embedding = 256
    @Option("Units of each reader, the decoder and the alignment.", in: 1...65_536)
    var hidden = 256
    @OptionGroup var noise: TranslationNoise
    @OptionGroup(title: "Stages") var stages: StageOptions
    @OptionGroup(title: "Updates") var update: UpdateOptions<AttentionExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<AttentionExperiment>
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    let data = try PairData(options.pairs, seed: run.seed)
    run.seedInitializers()
    let model = AttentionTranslator(
      vocabularies: (data.source.count, data.target.count), embedding: options.embedding,
      hidden: options.hidden, dropout: options.noise.dropout(data))
    try TranslationTraining(
      data: data, pairs: options.pairs, update: options.update, length: options.length,
      labelSmoothing: options.noise.labelSmoothing(data), leastUpdates: 600
    ).run(
      model, sizes: ["embedding": "\(options.embedding)", "hidden": "\(options.hidden)"],
      stages: options.stages.sentence(data, maximumLength: options.pairs.maximumLength), in: run)
  }

  static func model(
    _ file: TrainedModel, vocabularies: (source: Int, target: Int)
  ) throws -> AttentionTranslator {
    let (embedding, hidden) = (try file.size("embedding"), try file.size("hidden"))
    try file.require([vocabularies.source, embedding], "sourceEmbedding.weight")
    try file.require([vocabularies.target, embedding], "targetEmbedding.weight")
    try file.require([hidden, hidden], "weightNew")
    return AttentionTranslator(
      vocabularies: vocabularies, embedding: embedding, hidden: hidden)
  }
}
