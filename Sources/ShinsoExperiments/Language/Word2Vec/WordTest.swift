import ShinsoData
import ShinsoModels
import ShinsoTraining

/// Word vectors put to the test. A word that is not in the vocabulary is looked up in lower case too,
/// since many corpora have nothing else.
struct WordTest {
  struct Answers {
    let section: String
    let right: Int
    /// Questions whose words are all known.
    let asked: Int
    let all: Int
  }

  private let vectors: WordVectors
  private let topWords: Int

  init(_ vectors: WordVectors, topWords: Int? = nil) {
    self.vectors = vectors
    self.topWords = topWords ?? .max
  }

  private func place(_ word: String) -> Int? {
    (vectors.place(of: word) ?? vectors.place(of: word.lowercased()))
      .flatMap { $0 < topWords ? $0 : nil }
  }

  /// The correlation with people's judgments over the pairs that are known, and their number; NaN if
  /// there are fewer than two.
  func spearman(_ set: WordSimilarities) -> (spearman: Double, known: Int) {
    let known = set.pairs.compactMap { pair -> (cosine: Double, score: Double)? in
      guard let a = place(pair.first), let b = place(pair.second) else { return nil }
      return (vectors.cosine(a, b), pair.score)
    }
    if known.count < 2 { return (.nan, known.count) }
    return (RankCorrelation.spearman(known.map(\.cosine), known.map(\.score)), known.count)
  }

  func answers(_ sections: [AnalogyQuestions.Section]) -> [Answers] {
    let progress = ProgressReporter(
      title: "evaluating", total: sections.reduce(0) { $0 + $1.questions.count },
      unit: "questions")
    defer { progress.finish() }
    var done = 0
    // Each question has a number for every word.
    let rows = min(max((1 << 22) / max(vectors.words.count, 1), 1), 256)
    return sections.map { section in
      let known = section.questions.map { $0.compactMap(place) }.filter { $0.count == 4 }
      var right = 0
      for start in stride(from: 0, to: known.count, by: rows) {
        let part = known[start..<min(start + rows, known.count)]
        let answers = vectors.analogies(part.map { ($0[0], $0[1], $0[2]) }, count: 1)
        right += zip(part, answers).count { $0[3] == $1.first?.place }
        progress.update(done + start)
      }
      done += section.questions.count
      return Answers(
        section: section.name, right: right, asked: known.count, all: section.questions.count)
    }
  }

  static func table(_ answers: [Answers]) -> Table {
    Table(
      ["SECTION", ">RIGHT", ">ASKED", ">ALL", ">ACCURACY"],
      answers.map {
        [
          $0.section, "\($0.right)", "\($0.asked)", "\($0.all)",
          $0.asked == 0 ? "-" : Metric.accuracy.text(Double($0.right) / Double($0.asked)),
        ]
      })
  }
}
