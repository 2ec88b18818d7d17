import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// Detection by SPP-net: He, Zhang, Ren & Sun, "Spatial pyramid pooling in deep convolutional networks
/// for visual recognition", ECCV 2014, section 4. Windows by selective search, features of all windows
/// from one map of the picture, a linear machine a class with hard negatives, box regression, and
/// non-maximum suppression.
///
/// Departures: features are the pyramid's, not those of fully connected layers behind it; the network is
/// not fine-tuned; one scale of 720 pixels unless more are asked for, where the paper has 688 or five;
/// negatives overlap an object of the class by up to a half, where the paper has 0.3, and may overlap each
/// other.
struct DetectionExperiment: Trainable, Evaluable, Detecting {
  static let about = About(
    id: "detection", field: .vision, year: 2014,
    title: "Detection by SPP-net: boxes around objects", data: "openclipart",
    expectation: "made scenes of six subjects: a mean average precision of about 0.58",
    example: "--plot --compare-cropping 24")

  struct TrainOptions: ParsableArguments {
    @OptionGroup var pictures: DetectionOptions
    @OptionGroup var network: NetworkSourceOptions
    @Option(
      "The layer that gives the maps, a name of `shinso summary`.",
      default: "the last block with maps of at most 512 channels")
    var layer: String?
    @OptionGroup var windows: WindowOptions
    @Option("C of the support vector machines.", in: .positive) var cost = 0.3
    @Option("Passes over the pictures for hard negatives.", in: 0...20) var rounds = 2
    @Option(
      "The greatest overlap of a negative window with an object of the class.",
      in: .betweenZeroAndOne)
    var negativeOverlap = 0.5
    @Option(
      "Pictures on which one map is compared with cropping each window; from 2 on in precision, too.",
      in: 0...50)
    var compareCropping = 1
    @OptionGroup var resumption: DetectionResumption
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    let start = Date()
    try run.reserve()
    let data = try DetectionData(
      options.pictures.data, counts: options.pictures.counts, seed: run.seed)
    let rule = options.pictures.rule ?? data.usualRule
    let network = try ConvolutionalMaps(options.network.load(), layer: options.layer)
    let finder = WindowFinder(network: network, settings: options.windows.settings)
    try run.begin()
    let prepared = try PreparedPictures(data, by: finder, in: run)
    let windows = try data.train.indices.map { try prepared.windows($0) }
    tell("training", windows, data.train.map { data.objects(of: $0) })
    func detector(from source: any WindowSource, isQuiet: Bool) throws -> Detector {
      try DetectorTraining(
        source: source, classNames: data.classNames, cost: options.cost, rounds: options.rounds,
        negativeOverlap: Float(options.negativeOverlap), seed: run.seed, isQuiet: isQuiet
      ).train()
    }
    let trained = SavedDetector(
      finder: finder, detector: try detector(from: prepared, isQuiet: false),
      classNames: data.classNames)
    let (score, pictures) = try trained.score(data.test, rule: rule, showing: run.plots ? 6 : 0)
    let saved = trained.showing(above: score.bestThreshold ?? SavedDetector.usualThreshold)
    tell("test", score.windows, score.objects)
    for line in score.table { Console.result(line) }
    Console.result(
      String(format: "objects are shown above a score of %.2f (best F1)", saved.shownThreshold))
    var scores = score.scores
    if options.compareCropping > 0 {
      let comparison = try CroppingComparison(finder: finder, count: options.compareCropping)
        .run(data, rule: rule) { try detector(from: $0, isQuiet: true) }
      for line in comparison.lines { Console.result(line) }
      scores.add(comparison.scores)
    }
    run.draw {
      try saved.sheet(pictures).write(to: run.folder.picture(.detections))
      try score.chart(title: run.title).write(to: run.folder.picture(.precision))
    }
    try run.finish(
      saved.detector.tensors,
      metadata: saved.metadata(options.network).merging([
        "trainCount": "\(data.train.count)", "testCount": "\(data.test.count)",
      ]) { $1 }, scores: scores)
    prepared.remove()
    Console.result(String(format: "time: %.1f s", Date().timeIntervalSince(start)))
    Console.note("model: \(run.folder.model.path)")
  }

  private static func tell(_ name: String, _ windows: [[Box]], _ objects: [[TrueObject]]) {
    let count = windows.reduce(0) { $0 + $1.count }
    Console.result(
      String(
        format: "proposals, %@: recall %.1f%% at an overlap of 0.5, %d windows a picture", name,
        100 * proposalRecall(windows, objects: objects), count / max(windows.count, 1)))
  }

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "Pictures with boxes, as PASCAL VOC or ILSVRC has them.",
      default: "those held out from the training", completion: .directory)
    var data: DataName?
    @Option("The rule of the average precision.", default: "area, for ILSVRC's layout ilsvrc")
    var rule: AveragePrecision.Rule?
  }

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let saved = try TrainedModel(options.model, of: about.id)
    let detector = try SavedDetector(saved)
    let source = try saved.source(options.data)
    let data = try DetectionData(
      source, counts: saved.learned(from: source) ? PictureCounts(saved) : PictureCounts(),
      seed: saved.value("seed"), classNames: detector.classNames)
    let score = try detector.score(data.test, rule: options.rule ?? data.usualRule).score
    var report = Report(system: about.id, data: source.recordedText, score.scores)
    report.lines.append(score.table.joined(separator: "\n"))
    report.classPrecisions = score.classPrecisions
    report.draw = { try score.chart(title: "\(about.id) on \(source.title)").write(to: $0) }
    return report
  }

  struct PredictOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "The score that an object has to exceed.", in: Limits("a number") { $0.isFinite },
      default: "the one with the best F1 in the pictures held out from the training")
    var threshold: Double?
  }

  static func detect(_ options: PredictOptions, samples: [String]) throws -> [DetectedObjects] {
    let detector = try OpenModels.model(options.model, of: about.id) {
      try SavedDetector(TrainedModel(options.model, of: about.id))
    }
    let files = try PictureFiles.readable(samples)
    var found: [DetectedObjects] = []
    let threshold = options.threshold.map { Float($0) } ?? detector.shownThreshold
    // All, so that the best can be told where none is good enough.
    try detector.detect(files, threshold: -.infinity, title: "detecting") {
      let picture = DetectedPicture(file: files[$0], image: $1.image, detections: $2)
      found.append(detector.found(in: picture, above: threshold))
    }
    return found
  }
}
