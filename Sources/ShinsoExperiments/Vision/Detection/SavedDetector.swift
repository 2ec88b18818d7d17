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
  /// The least value of a machine that is shown unless another is asked for: that with the best F1 in
  /// the pictures that were held out from the training.
  let shownThreshold: Float

  /// The least value of a machine that counts in a score, low enough for the end of the curve.
  static let scoredThreshold: Float = -1.1

  /// What is shown by a model that found nothing right when it was tested, or says nothing of it:
  /// objects that were not seen in training seldom reach the far side of the margin.
  static let usualThreshold: Float = -0.5

  init(
    finder: WindowFinder, detector: Detector, classNames: [String],
    shownThreshold: Float = usualThreshold
  ) {
    self.shownThreshold = shownThreshold
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
    shownThreshold =
      saved.metadata["threshold"] == nil ? Self.usualThreshold : try saved.value("threshold")
    guard shownThreshold.isFinite else {
      throw InputError(saved.file.path, "says threshold \(shownThreshold), which makes no sense")
    }
  }

  func showing(above threshold: Float) -> SavedDetector {
    SavedDetector(
      finder: finder, detector: detector, classNames: classNames, shownThreshold: threshold)
  }

  /// What the model's file says besides the weights.
  func metadata(_ source: NetworkSourceOptions) -> [String: String] {
    source.metadata.merging(finder.settings.metadata) { $1 }.merging([
      "classes": jsonList(classNames), "layer": finder.network.layer,
      "digest": finder.network.network.digest, "threshold": "\(shownThreshold)",
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

  /// - Parameter shown: pictures to be shown, the first ones.
  func score(
    _ pictures: [AnnotatedImage], rule: AveragePrecision.Rule, showing shown: Int = 0
  ) throws -> (score: DetectionScore, pictures: [DetectedPicture]) {
    var detections: [[Detection]] = []
    var windows: [[Box]] = []
    var shownPictures: [DetectedPicture] = []
    try detect(pictures.map(\.url), threshold: Self.scoredThreshold, title: "testing") {
      detections.append($2)
      windows.append($1.proposals)
      if $0 < shown {
        shownPictures.append(
          DetectedPicture(file: pictures[$0].url, image: $1.image, detections: $2))
      }
    }
    let score = DetectionScore(
      detections, objects: pictures.map { DetectionData.objects(of: $0, classNames) },
      windows: windows, classNames: classNames, rule: rule)
    return (score, shownPictures)
  }

  /// Pictures with what is found in them.
  func sheet(_ pictures: [DetectedPicture]) throws -> BoxSheet {
    BoxSheet(
      entries: try pictures.map { try found(in: $0, above: shownThreshold).entry($0.image) },
      title: "Found in test pictures")
  }

  /// What is shown of a picture's detections.
  func found(in picture: DetectedPicture, above threshold: Float) -> DetectedObjects {
    DetectedObjects(
      picture.file, picture.image, Detector.shown(picture.detections), threshold: threshold,
      classNames: classNames)
  }
}
