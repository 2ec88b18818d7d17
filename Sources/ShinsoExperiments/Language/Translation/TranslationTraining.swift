import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// How a translator is trained, whatever its model.
struct TranslationTraining<System: HasRecipe, Model: Translator> {
  let data: PairData
  let pairs: PairOptions
  let update: UpdateOptions<System>
  let length: LengthOptions<System>
  let labelSmoothing: Double
  /// Updates at least, of a training without `--epochs`: a few pairs are gone through more often.
  let leastUpdates: Int

  /// - Parameters:
  ///   - sizes: the numbers that the model is made from, for its file.
  ///   - stages: the sentence to show at three stages; nil for none.
  func run(
    _ model: Model, sizes: [String: String], stages: String?, in run: Run
  ) throws {
    let loader = DataLoader(
      data.train, batchSize: min(update.batchSize, data.train.count), shuffle: .seed(run.seed))
    let perEpoch = max(loader.batchesPerEpoch / update.batchesPerUpdate, 1)
    let updates = try updates(perEpoch)
    let translator = SentenceTranslator(
      model: model,
      reader: SentenceReader(vocabulary: data.source, maximumLength: pairs.maximumLength),
      target: data.target, longestTarget: data.longestTarget)
    // One endless sentence would take all memory.
    let dev = TokenizedPairs(
      data.dev, source: data.source, target: data.target, maximumLength: pairs.maximumLength
    ).tokens
    let scores = TranslationScores(data.dev.map(\.target), data.target.tokenizer)
    let updater = GradientUpdater(
      model, update.makeOptimizer(), on: loader, settings: update.settings(updates: updates),
      evaluating: { checkForStop in
        let texts = try translator.texts(
          of: data.dev.map(\.source), BeamSearch(width: 1), replacesUnknown: false
        ) { _ in try checkForStop() }
        let (loss, tokens) = try translator.loss(on: dev, checkForStop: checkForStop)
        var found = Scores(
          samples: texts.count,
          [.bleu: scores.bleu(texts), .exactMatch: scores.exactMatch(texts)])
        if tokens > 0 {
          found.add(.perplexity, loss, weight: Double(tokens))
          found.add(.loss, loss, weight: Double(tokens))
        }
        return found
      },
      loss: { batch in
        let loss = model.loss(
          batch.sources, lengths: batch.lengths, targets: batch.targets, labels: batch.labels,
          smoothing: labelSmoothing)
        return (loss, Scores(samples: batch.labelCount))
      })
    updater.evaluatesTrainingSamples = data.isDevLearned
    let tokens = data.train.targets.reduce(0) { $0 + $1.count + 1 }
    updater.batchContents = (max(tokens / max(loader.batchesPerEpoch, 1), 1), "words")
    var plan = TrainingPlan(updates: updates, length)
    if length.evaluateEvery == nil {
      // Epochs of a few updates are not worth an evaluation each.
      plan.evaluateEvery = .updates(perEpoch * max(updates / perEpoch / 25, 1))
    }
    let shown = try stages.map {
      try TranslationStages(updates: updates, sentence: $0, translator: translator)
    }
    try run.train(
      updater, plan, metadata: metadata(sizes),
      extensions: (shown.map { [$0] } ?? []) + update.extensions(updater, updates: updates))
    shown?.show()
  }

  private func updates(_ perEpoch: Int) throws -> Int {
    let updates = try length.updates(perEpoch: perEpoch)
    guard length.epochs == nil, length.iterations == nil, updates < leastUpdates else {
      return updates
    }
    let epochs = (leastUpdates + perEpoch - 1) / perEpoch
    Console.note("\(data.train.count) pairs are few: \(epochs) epochs")
    return epochs * perEpoch
  }

  private func metadata(_ sizes: [String: String]) -> [String: String] {
    var all = sizes
    all["sourceVocabulary"] = data.source.json
    all["targetVocabulary"] = data.target.json
    all["sourceTokenizer"] = data.source.tokenizer.json
    all["targetTokenizer"] = data.target.tokenizer.json
    all["maximumLength"] = "\(pairs.maximumLength)"
    all["longestTarget"] = "\(data.longestTarget)"
    all["pairs"] = pairs.pairs.rawValue
    all["heldOut"] = "\(pairs.heldOut)"
    all["pairsDigest"] = data.digest
    all["source"] = pairs.source
    all["target"] = pairs.target
    return all
  }
}
