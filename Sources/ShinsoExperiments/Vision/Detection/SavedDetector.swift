import Foundation
import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// A trained detector with the network whose maps it looks at.
struct SavedDetector {
  let finder: WindowFinder
  let detector: Detector
  let classNames: [String]

  /// The least value of a machine that counts in a score, low enough for the end of the curve.
  static let scoredThreshold: Float = -1.1

  /// What is shown unless another value is asked for: objects that were not seen in training seldom
  /// reach the far side of the margin.
  static let shownThreshold: Float = -0.5

  init(finder: WindowFinder, detector: Detector, classNames: [String]) {
    self.finder = finder
    self.detector = detector
    self.classNames = classNames
  }

  init(_ saved: TrainedModel) throws {
    classNames = try saved.names("classes")
    let network = try NetworkSourceOptions(saved).load()
    if network.digest != (try saved.required("digest")) {
      throw InputError(
        saved.file.path, "was trained on features of other weights of \(network.name)")
    }
    let settings = try WindowSettings(saved)
    let maps = try ConvolutionalMaps(network, layer: saved.required("layer"))
    finder = WindowFinder(network: maps, settings: settings)
    detector = try Detector(
      saved, classCount: classNames.count,
      featureCount: settings.pooling.binCount * maps.channels)
  }

  /// What the model's file says besides the weights.
  func metadata(_ source: NetworkSourceOptions) -> [String: String] {
    source.metadata.merging(finder.settings.metadata) { $1 }.merging([
      "classes": jsonList(classNames), "layer": finder.network.layer,
      "digest": finder.network.network.digest,
    ]) { $1 }
  }

  /// The objects of pictures, in order.
  func detect(
    _ pictures: [URL], threshold: Float, title: String?,
    _ take: (Int, WindowFinder.Found, [Detection]) throws -> Void
  ) throws {
    try finder.run(pictures, title: title) { number, found in
      let features = found.maps.features(of: found.proposals, finder.settings.pooling)
      try take(
        number, found,
        detector.detections(
          found.proposals, features, width: found.image.width, height: found.image.height,
          threshold: threshold))
    }
  }

  /// - Parameter shown: pictures of the sheet, the first ones.
  func score(
    _ pictures: [AnnotatedImage], rule: AveragePrecision.Rule, showing shown: Int = 0
  ) throws -> (score: DetectionScore, sheet: BoxSheet) {
    var detections: [[Detection]] = []
    var windows: [[Box]] = []
    var entries: [BoxSheet.Entry] = []
    try detect(pictures.map(\.url), threshold: Self.scoredThreshold, title: "testing") {
      detections.append($2)
      windows.append($1.proposals)
      if entries.count < shown {
        let found = Detector.shown($2.filter { $0.score >= Self.shownThreshold })
        entries.append(
          try DetectedObjects(pictures[$0].url, $1.image, found, classNames: classNames).entry(
            $1.image))
      }
    }
    let score = DetectionScore(
      detections, objects: pictures.map { DetectionData.objects(of: $0, classNames) },
      windows: windows, classNames: classNames, rule: rule)
    return (score, BoxSheet(entries: entries, title: "Found in test pictures"))
  }
}
