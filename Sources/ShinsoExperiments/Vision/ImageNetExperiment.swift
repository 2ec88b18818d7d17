import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// The ImageNet classification task: top-1 and top-5 accuracy of any network of the zoo on
/// photographs of the 1,000 classes (Russakovsky et al., IJCV 2015).
struct ImageNetExperiment: Evaluable, Predicting {
  static let about = About(
    id: "imagenet", field: .vision, year: 2010,
    title: "ILSVRC classification: top-1 and top-5 of any network", data: "a folder, by --data",
    expectation:
      "\(PretrainedNetwork.defaultName): 86 % top-1, 98 % top-5 on one photograph of every 5th class"
  )

  struct EvaluateOptions: ParsableArguments {
    @Option("A network with published weights.", completion: .list(ModelZoo.entries.map(\.id)))
    var network = PretrainedNetwork.defaultName
    @Option(
      "INDEX_WNID_NAME.jpg files, or one folder a class (WNID/*.JPEG).", default: "none; needed",
      completion: .directory)
    var data: DataName?
    @Option(batch: "Pictures in a batch.") var batchSize = 8
    @OptionGroup var classes: ClassReportOptions
  }

  static let evaluateExample = "--data photos/ --json"

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    if options.data == nil { throw missingData }
    return try evaluate(
      PretrainedNetwork(options.network), data: options.data, batchSize: options.batchSize,
      classes: options.classes)
  }

  /// Scores a network with ImageNet's classes.
  static func evaluate(
    _ network: PretrainedNetwork, data: DataName?, batchSize: Int, classes: ClassReportOptions,
    system: String = about.id
  ) throws -> Report {
    guard let data else { throw missingData }
    guard let identifiers = network.classIdentifiers else {
      throw InputError(network.name, "was not trained on ImageNet's classes")
    }
    let items = try Self.items(in: data.url, identifiers)
    let dataset = ImageDataset(
      items: items, classNames: network.classNames, preprocessing: network.preprocessing)
    let result = try ShinsoTraining.evaluate(
      network.model, on: DataLoader(dataset, batchSize: batchSize),
      progress: ProgressReporter(
        title: "evaluating \(network.name)", total: items.count, unit: "images"))
    let scores = Scores(
      samples: result.samples,
      [
        Metric("top1", .higher, .percent): result.accuracy,
        Metric("top5", .higher, .percent): result.top5Accuracy,
      ])
    return classes.completed(
      Report(system: system, data: data.text, scores, confusion: result.confusion))
  }

  private static let missingData = InputError(
    "--data", "name a folder of INDEX_WNID_NAME.jpg files or one folder a class (WNID/*.JPEG)")

  struct PredictOptions: ParsableArguments {
    @Option("A network with published weights.", completion: .list(ModelZoo.entries.map(\.id)))
    var network = PretrainedNetwork.defaultName
  }

  static func predict(
    _ options: PredictOptions, samples: [String], top: Int
  ) throws -> [Prediction] {
    try PretrainedNetwork(options.network).predict(PictureFiles.expanded(samples), top: top)
  }

  /// The pictures of a folder with their classes: by the number that a name starts with, or by the
  /// WordNet identifier of the folder that they lie in.
  static func items(in folder: URL, _ identifiers: [String]) throws -> [(url: URL, label: Int)] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    else {
      throw InputError(folder.path, "cannot be read as a folder")
    }
    var items: [(url: URL, label: Int)] = []
    for name in names where ImageSearch.isVisiblePicture(name) {
      guard let number = name.split(separator: "_").first.flatMap({ Int($0) }),
        (0..<identifiers.count).contains(number)
      else {
        throw InputError(
          folder.appending(path: name).path,
          "does not start with a class number of 0 to \(identifiers.count - 1) (INDEX_WNID_NAME.jpg)"
        )
      }
      items.append((folder.appending(path: name), number))
    }
    if !items.isEmpty { return items }
    let indices = Dictionary(
      zip(identifiers, 0...), uniquingKeysWith: { first, _ in first })
    for name in names {
      guard let label = indices[name] else { continue }
      let inner = folder.appending(path: name)
      items += ImageSearch.names(in: inner).map { (inner.appending(path: $0), label) }
    }
    if items.isEmpty {
      throw InputError(
        folder.path,
        "has neither INDEX_WNID_NAME.jpg files nor folders named by WordNet "
          + "identifiers such as \(identifiers.first ?? "n01440764")")
    }
    return items
  }
}
