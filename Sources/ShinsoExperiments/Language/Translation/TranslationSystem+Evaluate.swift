import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

extension TranslationSystem {
  static var evaluateExample: String { "--beam 5 --compare runs/seq2seq" }

  static func evaluate(_ options: TranslationEvaluationOptions) throws -> Report {
    let saved = try SavedTranslator<Self>(options.model)
    let trained = saved.file.metadata["data"].map { DataName($0) }
    guard let data = options.data ?? trained else {
      throw InputError("--data", "name the pairs: the model does not say what it learned from")
    }
    let names = (
      source: options.source ?? saved.file.metadata["source"],
      target: options.target ?? saved.file.metadata["target"]
    )
    guard let kind = PairKind(rawValue: try saved.file.required("pairs")) else {
      throw InputError(saved.file.file.path, "has pairs of a kind that makes no sense")
    }
    let pairs = try PairData.pairs(data, kind, source: names.source, target: names.target)
    let isOwn = trained.map { $0.isSame(as: data) } ?? false
    let (known, all, isHeldOut) = try divided(pairs, saved.file, isOwn: isOwn)
    let test = try TranslationTest(all, saved.translator.source, saved.translator.target)
    let texts = try test.translate(options, saved.translator, title: about.id)
    let scores = test.scores
    var found = Scores(samples: all.count)
    func add(_ metric: Metric, _ value: Double) {
      found.add(metric, value, weight: Double(all.count))
    }
    add(.bleu, scores.bleu(texts))
    add(.exactMatch, scores.exactMatch(texts))
    add(.characterAgreement, scores.agreement(texts))
    if isHeldOut, test.canCompareWithNearest(known) {
      add(
        .nearestPairAgreement,
        scores.agreement(scores.nearest(all.map(\.source), among: known)))
    }
    var results = [(name: about.id, texts: texts)]
    if let other = options.compare {
      let (name, texts) = try test.translate(options, run: other)
      results.append((name == about.id ? "\(name) (\(other))" : name, texts))
      add(Metric("comparedBleu", .higher, .number(digits: 2)), scores.bleu(texts))
    }
    for (part, value) in zip(
      ["Short", "Medium", "Long"], test.thirds.map { scores.bleu(texts, of: $0) })
    {
      add(Metric("bleu\(part)", .higher, .number(digits: 2)), value)
    }
    var report = Report(system: about.id, data: data.recordedText, found)
    report.lines = test.table(results)
    report.draw = { [test, results] in try test.plot(results, to: $0) }
    return report
  }

  /// What the model knows, and what it is scored on: the test part, else the dev part, else what its
  /// training held out, else all there is.
  private static func divided(
    _ pairs: SentencePairs, _ file: TrainedModel, isOwn: Bool
  ) throws -> (known: [SentencePair], test: [SentencePair], isHeldOut: Bool) {
    for part in [SentencePairs.Part.test, .dev] where !pairs[part].isEmpty {
      return (pairs[.train], pairs[part], true)
    }
    let heldOut: Double = try file.value("heldOut")
    guard isOwn, heldOut > 0, heldOut <= 0.5 else { return ([], pairs[.train], false) }
    let (train, dev) = PairData.split(pairs[.train], heldOut, try file.value("seed"))
    return dev.isEmpty ? ([], train, false) : (train, dev, true)
  }
}
