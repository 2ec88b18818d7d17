import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Detections of test pictures against their objects.
struct DetectionScore {
  let classNames: [String]
  let classes: [AveragePrecision]
  let objects: [[TrueObject]]
  let windows: [[Box]]
  /// The value between two scores at which what is shown has the best F1 over all classes; nil if
  /// nothing right is found.
  let bestThreshold: Float?

  static let meanAveragePrecision = Metric("meanAveragePrecision", .higher)
  static let proposalRecall = Metric("proposalRecall", .higher, .percent)
  static let windowsPerPicture = Metric("windowsPerPicture", .lower, .number(digits: 0))

  init(
    _ detections: [[Detection]], objects: [[TrueObject]], windows: [[Box]], classNames: [String],
    rule: AveragePrecision.Rule
  ) {
    self.classNames = classNames
    self.objects = objects
    self.windows = windows
    classes = classNames.indices.map {
      AveragePrecision(detections, objects: objects, label: $0, rule: rule)
    }
    let shown = detections.map(Detector.shown)
    bestThreshold = Self.bestThreshold(
      classNames.indices.map {
        AveragePrecision(shown, objects: objects, label: $0, rule: rule)
      })
  }

  private static func bestThreshold(_ classes: [AveragePrecision]) -> Float? {
    let finds = classes.flatMap(\.finds).sorted { $0.score > $1.score }
    let objects = classes.reduce(0) { $0 + $1.objectCount }
    var right = 0
    var best: (f1: Double, threshold: Float)?
    for (place, find) in finds.enumerated() {
      if find.isRight { right += 1 }
      let next = place + 1 < finds.count ? finds[place + 1].score : SavedDetector.scoredThreshold
      let f1 = 2 * Double(right) / Double(place + 1 + objects)
      // Equal scores are above a threshold together.
      if next < find.score, f1 > best?.f1 ?? 0 { best = (f1, (find.score + next) / 2) }
    }
    return best?.threshold
  }

  /// Over the classes that have objects.
  var mean: Double {
    let values = classes.map(\.value).filter { !$0.isNaN }
    return values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }

  var scores: Scores {
    Scores(
      samples: objects.count,
      [
        Self.meanAveragePrecision: mean,
        Self.proposalRecall: ShinsoModels.proposalRecall(windows, objects: objects),
        Self.windowsPerPicture: Double(windows.reduce(0) { $0 + $1.count })
          / Double(max(windows.count, 1)),
      ])
  }

  var classPrecisions: [ClassPrecision] {
    zip(classNames, classes).map {
      ClassPrecision(
        name: $0, objects: $1.objectCount, averagePrecision: $1.value.isNaN ? nil : $1.value)
    }
  }

  /// A line for each class and one for the mean.
  var table: [String] {
    let text = Self.meanAveragePrecision.text
    let rows = classPrecisions.map {
      [$0.name, "\($0.objects)", $0.averagePrecision.map(text) ?? "-"]
    }
    let all = classes.reduce(0) { $0 + $1.objectCount }
    return Table(
      ["CLASS", ">OBJECTS", ">AVERAGE PRECISION"], rows + [["mean", "\(all)", text(mean)]]
    ).lines
  }

  /// Precision over recall, a curve for each class; of many classes the first.
  func chart(title: String) -> Chart {
    let curves = zip(classNames, classes).filter { !$1.recall.isEmpty }.prefix(12)
    return Chart(
      title: title, x: Chart.Axis("recall", range: 0...1),
      y: Chart.Axis("precision", range: 0...1),
      series: curves.map { name, result in
        Chart.Series(
          "\(name) (\(Self.meanAveragePrecision.text(result.value)))",
          zip(result.recall, result.precision).map { Chart.Point($0, $1) })
      })
  }
}
