import Foundation
import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// How a language model is trained: on running text with carried state, or sentence by sentence.
struct LanguageModelTraining {
  let updater: any Updater
  let extensions: [any TrainerExtension]
  let updates: Int

  typealias Options = RNNLMExperiment.TrainOptions

  typealias Evaluate = (RecurrentLanguageModel, () throws -> Void) throws -> Scores?

  /// - Parameter evaluating: scores the held-out part.
  static func running(
    _ tokens: TokenIDs, _ model: RecurrentLanguageModel, _ options: Options, digest: String,
    evaluating: @escaping Evaluate
  ) throws -> LanguageModelTraining {
    let loader = DataLoader(
      try TokenStream(
        tokens, streams: options.update.batchSize, steps: options.steps,
        name: options.text.data.text), batchSize: 1)
    let carry = CarriedText(
      model.initialState(batchSize: Ranks.part(of: options.update.batchSize)))
    return try LanguageModelTraining(
      loader, model, options.update, options.length,
      contents: (options.update.batchSize * options.steps, "tokens"), digest: digest,
      carrying: carry, evaluating: evaluating
    ) { window in
      if window.isFirst { carry.state = carry.initial }
      let (logits, after) = model(window.inputs, carry.state)
      carry.state = after.detached
      return (softmaxCrossEntropy(logits, window.targets), window.targets.elementCount)
    }
  }

  /// - Parameters:
  ///   - end: the id of the line break.
  ///   - name: the name that error messages use for the text.
  static func sentences<System>(
    _ tokens: TokenIDs, end: Int32, _ model: RecurrentLanguageModel,
    _ update: UpdateOptions<System>, _ length: LengthOptions<System>, name: String,
    digest: String, seed: UInt64, evaluating: @escaping Evaluate
  ) throws -> LanguageModelTraining {
    let loader = DataLoader(
      try SentenceBatches(tokens, end: end, batchSize: update.batchSize, name: name),
      batchSize: 1, shuffle: .seed(seed))
    return try LanguageModelTraining(
      loader, model, update, length, contents: (update.batchSize, "sentences"), digest: digest,
      carrying: nil, evaluating: evaluating
    ) { batch in
      let loss = softmaxCrossEntropy(model(batch.inputs), batch.targets, ignoredLabel: -1)
      return (loss, batch.targetCount)
    }
  }

  private init<Data: Dataset, System>(
    _ loader: DataLoader<Data>, _ model: RecurrentLanguageModel,
    _ update: UpdateOptions<System>, _ length: LengthOptions<System>,
    contents: (count: Int, unit: String), digest: String, carrying carry: CarriedText?,
    evaluating: @escaping Evaluate,
    loss: @escaping (Data.Batch) -> (Tensor, Int)
  ) throws {
    updates = try length.updates(
      perEpoch: max(loader.batchesPerEpoch / update.batchesPerUpdate, 1))
    let updater = GradientUpdater(
      model, update.makeOptimizer(), on: loader,
      settings: update.settings(updates: updates), carrying: carry,
      identity: ["text": digest], evaluating: { try evaluating(model, $0) },
      loss: { batch in
        let (loss, count) = loss(batch)
        let value: Double = loss.item()
        // Its perplexity is infinite; one that is not a number is found by the updater.
        if value.isFinite, !exp(value).isFinite {
          throw Diverged(what: "the loss is \(value)", source: nil)
        }
        return (loss, Scores(samples: count, [.perplexity: value]))
      })
    updater.batchContents = contents
    extensions = update.extensions(updater, updates: updates)
    self.updater = updater
  }
}
