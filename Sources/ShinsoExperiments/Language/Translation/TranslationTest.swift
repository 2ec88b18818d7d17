import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Pairs on which translators are scored, also by the length of the sentences.
struct TranslationTest: Sendable {
  private let pairs: [SentencePair]
  /// What they are called.
  private let title: String
  let scores: TranslationScores
  /// The source's tokens of each pair.
  private let lengths: [Int]

  init(_ test: TestPairs, _ source: Vocabulary, _ target: Vocabulary) {
    pairs = test.pairs
    title = test.title
    scores = TranslationScores(pairs.map(\.target), target.tokenizer)
    lengths = pairs.map { source.encode(sentence: $0.source).count }
  }

  /// What a model makes of the sources; of those that it does not read, nothing.
  func translate<Model: Translator>(
    _ options: TranslationEvaluationOptions, _ translator: SentenceTranslator<Model>, title: String
  ) throws -> [String] {
    let unread = pairs.count { !translator.reader.reads($0.source) }
    if unread > 0 {
      Console.note(
        "\(title): \(unread) of \(pairs.count) \(self.title) have no tokens or more than the "
          + "\(translator.reader.maximumLength) that the model reads; they count as not translated")
    }
    let progress = ProgressReporter(
      title: "\(title): \(self.title)", total: pairs.count - unread, unit: "sentences")
    defer { progress.finish() }
    return try translator.texts(
      of: pairs.map(\.source), options.search.search,
      replacesUnknown: !options.search.keepUnknown
    ) { progress.update($0) }
  }

  /// What another run's model makes of them, and the name of its system.
  ///
  /// - Throws: `InputError` if it is not a translator.
  func translate(
    _ options: TranslationEvaluationOptions, run: String
  ) throws -> (name: String, texts: [String]) {
    func open<System: TranslationSystem>(_ system: System.Type) throws -> [String] {
      var model = ModelOptions()
      model.model = run
      return try translate(
        options, SavedTranslator<System>(model).translator, title: System.about.id)
    }
    guard let system = TrainedModel.system(of: run) as? any TranslationSystem.Type else {
      throw InputError("--compare \(run)", "is not a run of seq2seq or attention")
    }
    return (system.about.id, try open(system))
  }

  /// The pairs with the shortest sources, the middle ones, the longest.
  var thirds: [[Int]] { parts(3) }

  private func parts(_ count: Int) -> [[Int]] {
    let order = lengths.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    return (0..<count).map { part in
      Array(order[(order.count * part / count)..<(order.count * (part + 1) / count)])
    }.filter { !$0.isEmpty }
  }

  func table(_ results: [(name: String, texts: [String])]) -> [String] {
    let rows = thirds.map { places in
      let ends = places.map { lengths[$0] }
      return [
        "\(ends.min() ?? 0) to \(ends.max() ?? 0)", "\(places.count)",
      ] + results.map { Metric.bleu.text(scores.bleu($0.texts, of: places)) }
    }
    return [
      Table(
        ["SOURCE TOKENS", ">SENTENCES"] + results.map { ">BLEU \($0.name)" }, rows
      ).lines.joined(separator: "\n")
    ]
  }

  /// BLEU by the length of the source.
  func plot(_ results: [(name: String, texts: [String])], to url: URL) throws {
    try Chart(
      title: "BLEU by the length of the sentence", x: Chart.Axis("tokens of the source"),
      y: Chart.Axis("BLEU"),
      series: results.map { result in
        Chart.Series(
          result.name,
          parts(6).map { places in
            let mean = Double(places.reduce(0) { $0 + lengths[$1] }) / Double(places.count)
            return Chart.Point(mean, scores.bleu(result.texts, of: places))
          })
      }
    ).write(to: url)
  }
}
