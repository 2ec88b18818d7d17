import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Detections of test pictures against their objects.
struct DetectionScore {
  let classNames: [String]
  let classes: [AveragePrecision]
  let rule: AveragePrecision.Rule
  let pictures: Int
  let recall: Double
  let windowsPerPicture: Double

  static let meanAveragePrecision = Metric("meanAveragePrecision", .higher)
  static let proposalRecall = Metric("proposalRecall", .higher, .percent)
  static let windows = Metric("windowsPerPicture", .lower, .number(digits: 0))

  init(
    _ detections: [[Detection]], objects: [[TrueObject]], windows: [[Box]], classNames: [String],
    rule: AveragePrecision.Rule
  ) {
    self.classNames = classNames
    self.rule = rule
    pictures = objects.count
    classes = classNames.indices.map {
      AveragePrecision(detections, objects: objects, label: $0, rule: rule)
    }
    recall = ShinsoModels.proposalRecall(windows, objects: objects)
    windowsPerPicture =
      Double(windows.reduce(0) { $0 + $1.count }) / Double(max(windows.count, 1))
  }

  /// Over the classes that have objects.
  var mean: Double {
    let values = classes.map(\.value).filter { !$0.isNaN }
    return values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }

  var scores: Scores {
    Scores(
      samples: pictures,
      [
        Self.meanAveragePrecision: mean, Self.proposalRecall: recall,
        Self.windows: windowsPerPicture,
      ])
  }

  /// A line for each class and one for the mean.
  var table: [String] {
    var table = Table(["CLASS", ">OBJECTS", ">AVERAGE PRECISION"])
    func text(_ value: Double) -> String { value.isNaN ? "-" : DetectionScore.meanAveragePrecision.text(value) }
    for (name, result) in zip(classNames, classes) {
      table.append([name, "\(result.objectCount)", text(result.value)])
    }
    table.append(["mean", "\(classes.reduce(0) { $0 + $1.objectCount })", text(mean)])
    return table.lines
  }
}
