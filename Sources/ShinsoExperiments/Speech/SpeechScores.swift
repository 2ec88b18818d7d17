import ShinsoTraining

/// The slide's table: word errors of the recognizers on the same utterances.
struct SpeechScores {
  static let gaussianErrorRate = Metric("gmmWordErrorRate", .lower, .percent)
  static let discriminativeErrorRate = Metric("bmmiWordErrorRate", .lower, .percent)
  static let errorRate = Metric("wordErrorRate", .lower, .percent)
  static let relativeChange = Metric("relativeChange", .lower, .percent)

  private var rows: [(name: String, metric: Metric, errors: WordErrors)] = []

  init(_ models: SpeechModels, on test: [SpeechData.Utterance]) {
    rows = [
      (
        "GMM-HMM, maximum likelihood", Self.gaussianErrorRate,
        models.gaussianRecognizer.errors(on: test)
      ),
      (
        "GMM-HMM, boosted MMI", Self.discriminativeErrorRate,
        models.discriminativeRecognizer.errors(on: test)
      ),
      ("CD-DNN-HMM", Self.errorRate, models.networkRecognizer.errors(on: test)),
    ]
  }

  /// The network's comes first; its change is from the mixtures before it.
  var scores: Scores {
    let words = rows[0].errors.words
    var scores = Scores(samples: words)
    for row in rows.reversed() { scores.add(row.metric, row.errors.rate, weight: Double(words)) }
    if let change = change(rows.count - 1) {
      scores.add(Self.relativeChange, change, weight: Double(words))
    }
    return scores
  }

  var lines: [String] {
    Table(
      ["MODEL"] + WordErrors.headings + [">CHANGE"],
      rows.enumerated().map { index, row in
        [row.name] + row.errors.cells + [
          change(index).map { ($0 > 0 ? "+" : "") + Self.relativeChange.text($0) } ?? ""
        ]
      }
    ).lines
  }

  /// From the row before, as a part of it.
  private func change(_ index: Int) -> Double? {
    guard index > 0, rows[index - 1].errors.errors > 0 else { return nil }
    return rows[index].errors.rate / rows[index - 1].errors.rate - 1
  }
}
