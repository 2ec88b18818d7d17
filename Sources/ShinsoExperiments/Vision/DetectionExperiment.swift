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
/// Departures: features are the pyramid's, not those of fully connected layers, which the published
/// networks do not have; the convolutions are not fine-tuned.
struct DetectionExperiment: Trainable, Evaluable {
  static let about = About(
    id: "detection", field: .vision, year: 2014,
    title: "Detection by SPP-net: boxes around objects", data: "openclipart",
    expectation: "made scenes of six subjects: a mean average precision above 0.5",
    example: "--plot")

  struct TrainOptions: ParsableArguments {
    @OptionGroup var pictures: DetectionOptions
    @OptionGroup var network: NetworkSourceOptions
    @Option(
      "The layer that gives the maps, a name of `shinso summary`.", default: "the last that does")
    var layer: String?
    @OptionGroup var windows: WindowOptions
    @Option("C of the support vector machines.", in: .positive) var cost = 1.0
    @Option("Passes over the pictures for hard negatives.", in: 0...20) var rounds = 2
    @OptionGroup var resumption: DetectionResumption
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    try run.reserve()
    let data = try DetectionData(
      options.pictures.data, scenes: options.pictures.counts, seed: run.seed)
    let network = try ConvolutionalMaps(options.network.load(), layer: options.layer)
    let finder = WindowFinder(network: network, settings: options.windows.settings)
    try run.begin()
    let folder = run.folder.url.appending(path: "prepared")
    if !run.resumes { try? FileManager.default.removeItem(at: folder) }
    let objects = data.train.map(data.objects)
    let prepared = try PreparedPictures(data.train, objects: objects, by: finder, in: folder)
    let windows = try data.train.indices.map { try prepared.windows($0) }
    tell("training", windows, objects)
    let start = Date()
    let detector = try DetectorTraining(
      source: prepared, classNames: data.classNames, cost: options.cost, rounds: options.rounds,
      seed: run.seed, isQuiet: false
    ).train()
    Console.note(String(format: "trained in %.1f s", Date().timeIntervalSince(start)))
    let saved = SavedDetector(finder: finder, detector: detector, classNames: data.classNames)
    let score = try saved.score(
      data.test, objects: data.test.map(data.objects), rule: options.pictures.rule ?? data.usualRule)
    for line in score.table { Console.result(line) }
    try run.finish(
      detector.tensors, metadata: saved.metadata(options.network), scores: score.scores)
    try? FileManager.default.removeItem(at: folder)
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
    @Option("Pictures with boxes.", default: "what it was trained on", completion: .directory)
    var data: DataName?
  }

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let saved = try TrainedModel(options.model, of: about.id)
    let detector = try SavedDetector(saved)
    let source = try saved.source(options.data)
    let data = try DetectionData(source, scenes: SceneCounts(), seed: saved.value("seed"))
    let score = try detector.score(
      data.test, objects: data.test.map(data.objects), rule: data.usualRule)
    var report = Report(system: about.id, data: source.recordedText, score.scores)
    report.lines.append(score.table.joined(separator: "\n"))
    return report
  }
}
