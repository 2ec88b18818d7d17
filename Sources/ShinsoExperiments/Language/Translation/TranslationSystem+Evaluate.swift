import ArgumentParser
import Foundation
import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

struct EvaluateTranslationOptions: ParsableArguments {
  @OptionGroup var model: ModelOptions
  @Option(
    "Sentence pairs; of those with a test part it alone.", default: "what it was trained on",
    completion: .file()) var data: DataName?
  @Option("The sentences to read.", default: "as in training") var source: String?
  @Option("What they are to become.", default: "as in training") var target: String?
  @OptionGroup var search: SearchOptions
  @Option(
    "Another run, of seq2seq or attention, to compare with on the same pairs.", default: "none",
    completion: .file()) var compare: String?
}

extension TranslationSystem {
  static var evaluateExample: String { "--beam 5 --compare runs/seq2seq" }

  static func evaluate(_ options: EvaluateTranslationOptions) throws -> Report {
    let saved = try SavedTranslator<Self>(options.model)
    let trained = saved.file.metadata["data"].map { DataName($0) }
    guard let data = options.data ?? trained else {
      throw InputError("--data", "name the pairs: the model does not say what it learned from")
    }
    let names = (
      source: options.source ?? saved.file.metadata["source"],
      target: options.target ?? saved.file.metadata["target"]
    )
    let pairs = try PairData.pairs(data, source: names.source, target: names.target)
    let isHeldOut = !pairs[.test].isEmpty
    let all = isHeldOut ? pairs[.test] : pairs[.train]
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
    if isHeldOut, test.canCompareWithNearest(pairs[.train]) {
      add(
        .nearestPairAgreement,
        scores.agreement(scores.nearest(all.map(\.source), among: pairs[.train])))
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
}
