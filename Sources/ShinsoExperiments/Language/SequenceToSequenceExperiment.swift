import ArgumentParser
import Foundation
import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// Sequence to sequence with deep LSTMs: Sutskever et al., NIPS 2014. The paper has four layers of
/// 1,000 units and plain gradient descent at 0.7, halved after 5 epochs, with gradients clipped at 5;
/// the defaults here, two layers of 512, Adam with a cosine to 0, dropout and smoothed labels, suit
/// some 50,000 pairs.
struct SequenceToSequenceExperiment: TranslationSystem {
  static let about = About(
    id: "seq2seq", field: .language, year: 2014,
    title: "Sequence to sequence: one LSTM reads, another writes", data: "debian-enja",
    expectation: "100 poems, upper to lower verse: all reproduced after 600 updates",
    example: "--data poems.tsv --source kami --target shimo --stages")
  static let recipe = Recipe(
    .adam, learningRate: 3e-3, schedule: .cosine, batchSize: 64, length: .epochs(12), clipNorm: 5)

  static let showsAlignment = false

  struct TrainOptions: ParsableArguments, OptionTraits {
    static let changeable: Set = ["stages", "sample"]

    @OptionGroup(title: "Pairs") var pairs: PairOptions
    @Option("Size of a token's vector.", in: 1...65_536) var embedding = 256
    @Option("Units of each LSTM.", in: 1...65_536) var hidden = 512
    @Option("LSTMs that read, and LSTMs that write.", in: 1...100) var layers = 2
    @OptionGroup var noise: TranslationNoise
    @OptionGroup(title: "Stages") var stages: StageOptions
    @OptionGroup(title: "Updates") var update: UpdateOptions<SequenceToSequenceExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<SequenceToSequenceExperiment>
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    let data = try PairData(options.pairs, seed: run.seed)
    run.seedInitializers()
    let model = SequenceToSequence(
      vocabularies: (data.source.count, data.target.count), embedding: options.embedding,
      hidden: options.hidden, layers: options.layers, dropout: options.noise.dropout(data))
    try TranslationTraining(
      data: data, pairs: options.pairs, update: options.update, length: options.length,
      labelSmoothing: options.noise.labelSmoothing(data), leastUpdates: 600
    ).run(
      model,
      sizes: [
        "embedding": "\(options.embedding)", "hidden": "\(options.hidden)",
        "layers": "\(options.layers)",
      ], stages: options.stages.sentence(data, maximumLength: options.pairs.maximumLength), in: run)
  }

  static func model(
    _ file: TrainedModel, vocabularies: (source: Int, target: Int)
  ) throws -> SequenceToSequence {
    let (embedding, hidden) = (try file.size("embedding"), try file.size("hidden"))
    let layers = min(try file.size("layers"), 100)
    try file.require([vocabularies.source, embedding], "sourceEmbedding.weight")
    try file.require([vocabularies.target, embedding], "targetEmbedding.weight")
    try file.require([vocabularies.target, hidden], "output.weight")
    try file.require([4 * hidden, hidden], "decoder.layers.\(layers - 1).weightHidden")
    return SequenceToSequence(
      vocabularies: vocabularies, embedding: embedding, hidden: hidden, layers: layers)
  }
}
