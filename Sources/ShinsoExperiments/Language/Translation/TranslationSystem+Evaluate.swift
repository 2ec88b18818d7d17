import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

extension TranslationSystem {
  static var evaluateExample: String { "--beam 5 --compare runs/seq2seq" }

  static func evaluate(_ options: TranslationEvaluationOptions) throws -> Report {
    let saved = try SavedTranslator<Self>(options.model)
    let pairs = try TestPairs(options, saved.file)
    let test = TranslationTest(
      pairs, saved.translator.reader.vocabulary, saved.translator.target)
    let texts = try test.translate(options, saved.translator, title: about.id)
    let scores = test.scores
    var found = Scores(samples: pairs.pairs.count)
    func add(_ metric: Metric, _ value: Double) {
      found.add(metric, value, weight: Double(pairs.pairs.count))
    }
    add(.bleu, scores.bleu(texts))
    add(.exactMatch, scores.exactMatch(texts))
    add(.characterAgreement, scores.agreement(texts))
    if let nearest = NearestPairs(of: pairs.pairs.map(\.source), among: pairs.known) {
      add(.nearestPairAgreement, scores.agreement(nearest.targets))
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
    var report = Report(system: about.id, data: pairs.data.recordedText, found)
    report.lines = test.table(results)
    report.draw = { [test, results] in try test.plot(results, to: $0) }
    return report
  }
}
