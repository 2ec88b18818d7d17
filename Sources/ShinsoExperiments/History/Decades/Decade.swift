import Foundation
import ShinsoTraining

/// A chapter of the history: what it was, the steps that run it, and the paper's figures.
package struct Decade: Sendable {
  /// A number of a step beside the paper's.
  struct Measure: Sendable {
    let name: Wording
    /// The name of the step that finds it.
    let step: String
    let metric: Metric
    let paper: Wording

    init(_ name: Wording, _ metric: Metric, of step: String, paper: Wording) {
      self.name = name
      self.metric = metric
      self.step = step
      self.paper = paper
    }
  }

  /// Where a paper has no number to compare with.
  static let noFigure = Wording("no such figure", "該当する数値なし")

  let year: Int
  let title: Wording
  let work: Wording
  let view: Wording
  package let steps: [HistoryStep]
  let measures: [Measure]

  init(
    of system: any System.Type, title: Wording, work: Wording, view: Wording, steps: [HistoryStep],
    measures: [Measure]
  ) {
    year = system.about.year
    self.title = title
    self.work = work
    self.view = view
    self.steps = steps
    self.measures = measures
  }

  /// In the order of their years.
  ///
  /// - Throws: `InputError` if the digits cannot be had.
  package static func all(on data: DataName) throws -> [Decade] {
    _ = try DigitData(data)
    return [
      neuron, perceptron, xor, neocognitron(data), hopfield, backpropagation(data), lenet(data),
      deepBelief(data), rectifiers(data),
    ]
  }

  /// - Parameter results: by the names of the steps, whose folders lie in `folder`.
  package func chapter(_ results: [String: HistoryResult], in folder: URL) -> Chapter {
    Chapter(
      anchor: steps[0].system, year: year, title: title, work: work, view: view,
      listing: steps.flatMap { step in
        step.pictures.isEmpty ? results[step.name]?.lines ?? [] : []
      },
      pictures: steps.flatMap { step in
        step.pictures.map {
          Chapter.Picture(folder.appending(path: "\(step.name)/\($0.file)"), caption: $0.caption)
        }
      },
      measurements: measures.map { measure in
        Chapter.Measurement(
          measure.name,
          // What a training did not reach is left out.
          here: results[measure.step]?.metrics[measure.metric.name].map(measure.metric.text) ?? "–",
          paper: measure.paper)
      })
  }
}

extension [Decade] {
  /// The page of the whole history.
  ///
  /// - Parameter data: what the digits are called.
  package func page(
    _ results: [String: HistoryResult], in folder: URL, data: String
  ) -> PicturePage {
    PicturePage(
      title: Wording("Seven decades of neural networks", "ニューラルネットワークの70年"),
      introduction: Wording(
        """
        From the formal neuron of 1943 to rectified linear units: each system was run by shinso \
        history for a short time, from scratch. Digits are those of \(data). The papers' figures \
        stand beside; they come from longer trainings, mostly on the 60,000 digits of MNIST, so \
        compare the order rather than the numbers. A tap on a picture enlarges it.
        """,
        """
        1943年の形式ニューロンから正規化線形ユニット（ReLU）まで、それぞれの仕組みを「shinso history」が\
        その場で短時間、ゼロから動かした結果です。数字の画像は \(data) のものです。隣に論文の数値を並べました。\
        論文の数値の多くはMNISTの6万枚を使った、より長い学習によるものなので、値そのものよりも大小関係を\
        見比べてください。図はタップすると拡大します。
        """),
      sections: map { $0.chapter(results, in: folder) })
  }
}
