import Foundation
import ShinsoData
import ShinsoTraining

/// The slide's table: word errors of the recognizers on the same utterances.
struct SpeechScores {
  static let gaussianErrorRate = Metric("gmmWordErrorRate", .lower, .percent)
  static let discriminativeErrorRate = Metric("bmmiWordErrorRate", .lower, .percent)
  static let errorRate = Metric("wordErrorRate", .lower, .percent)
  static let relativeChange = Metric("relativeChange", .lower, .percent)

  /// Seconds of computing for a second of speech.
  static let gaussianRealTimeFactor = Metric("gmmRealTimeFactor", .lower)
  static let realTimeFactor = Metric("realTimeFactor", .lower)

  private struct Row {
    let name: String
    let metric: Metric
    var errors: WordErrors
    /// Of computing, and of speech.
    var seconds: (used: Double, spoken: Double)

    var realTimeFactor: Double { seconds.used / max(seconds.spoken, 1e-9) }
  }

  private let rows: [Row]

  init(_ models: SpeechModels, on test: [SpeechData.Utterance]) {
    let seconds =
      Double(test.reduce(0) { $0 + $1.frames.count }) / SpeechFrontEnd.frameRate
    func row(_ name: String, _ metric: Metric, _ recognizer: SpeechRecognizer) -> Row {
      let start = ContinuousClock.now
      let errors = recognizer.errors(on: test)
      return Row(
        name: name, metric: metric, errors: errors,
        seconds: ((ContinuousClock.now - start) / .seconds(1), seconds))
    }
    rows = [
      row("GMM-HMM, maximum likelihood", Self.gaussianErrorRate, models.gaussianRecognizer),
      row("GMM-HMM, boosted MMI", Self.discriminativeErrorRate, models.discriminativeRecognizer),
      row("CD-DNN-HMM", Self.errorRate, models.networkRecognizer),
    ]
  }

  /// Of several trainings, each with data for testing of its own; at least one.
  init(sum parts: [SpeechScores]) {
    rows = parts.dropFirst().reduce(parts[0].rows) { sum, part in
      zip(sum, part.rows).map { row, other in
        var row = row
        row.errors.add(other.errors)
        row.seconds.used += other.seconds.used
        row.seconds.spoken += other.seconds.spoken
        return row
      }
    }
  }

  /// `theo: maximum likelihood 4.00%, ….`
  func line(of name: String) -> String {
    "\(name): "
      + rows.map { "\($0.name) \($0.metric.text($0.errors.rate))" }.joined(separator: ", ")
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

  /// With the time that it took, which differs from run to run.
  var timedScores: Scores {
    var scores = scores
    for (metric, row) in [
      (Self.realTimeFactor, rows[rows.count - 1]), (Self.gaussianRealTimeFactor, rows[0]),
    ] {
      scores.add(metric, row.realTimeFactor, weight: Double(row.errors.words))
    }
    return scores
  }

  var lines: [String] {
    Table(
      ["MODEL"] + WordErrors.headings + [">CHANGE", ">TIMES REAL TIME"],
      rows.enumerated().map { index, row in
        [row.name] + row.errors.cells + [
          change(index).map { ($0 > 0 ? "+" : "") + Self.relativeChange.text($0) } ?? "",
          String(format: "%.0f", 1 / max(row.realTimeFactor, 1e-9)),
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
