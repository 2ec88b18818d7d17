import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// The ImageNet classification task: top-1 and top-5 accuracy of any network on photographs of the
/// 1,000 classes (Russakovsky et al., "ImageNet large scale visual recognition challenge", IJCV 115,
/// 2015), and its errors by level of WordNet's tree.
struct ImageNetExperiment: Evaluable, Predicting {
  static let about = About(
    id: "imagenet", field: .vision, year: 2010,
    title: "ILSVRC classification: top-1 and top-5 of any network", data: "a folder, by --data",
    expectation:
      "\(PretrainedNetwork.defaultName): 86 % top-1, 98 % top-5 on one photograph of every 5th class"
  )

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var network: NetworkSourceOptions
    @Option(
      "INDEX_WNID_NAME.jpg files, one folder a class (WNID/*.JPEG), or ILSVRC's validation folder.",
      default: "none; needed", completion: .directory)
    var data: DataName?
    @Option(
      "The classes of a validation folder, as val.txt or the development kit's ground truth.",
      default: "a file of the usual name in the folder or beside it", completion: .file())
    var labels: FileName?
    @Option("1, the center, or 10: corners, center, and their mirror images, averaged.", in: .crops)
    var crops = 1
    @Option(
      "WordNet's data.noun, for the errors by level.",
      default: "the installed one, or that of `shinso data get wordnet`", completion: .file())
    var wordnet: FileName?
    @Option(batch: "Pictures in a batch.") var batchSize = 8
    @OptionGroup var classes: ClassReportOptions
  }

  static let evaluateExample = "--data photos/ --json"

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    if options.data == nil { throw missingData }
    return try evaluate(
      options.network.load(), data: options.data, labels: options.labels?.url,
      crops: options.crops, wordnet: options.wordnet?.url, batchSize: options.batchSize,
      classes: options.classes)
  }

  /// Scores a network with ImageNet's classes.
  static func evaluate(
    _ network: PretrainedNetwork, data: DataName?, labels: URL? = nil, crops: Int = 1,
    wordnet: URL? = nil, batchSize: Int, classes: ClassReportOptions, system: String = about.id
  ) throws -> Report {
    guard let data else { throw missingData }
    try network.checkNamesClasses()
    guard
      network.classIdentifiers != nil || network.classNames.count == 1000 && !network.hasClassNames
    else {
      throw InputError(network.name, "was not trained on ImageNet's classes")
    }
    let items = try ImageNetData(
      data.url, labels: labels, classCount: network.classNames.count,
      identifiers: network.classIdentifiers
    ).items
    let result = try evaluation(of: network, items, crops: crops, batchSize: batchSize)
    let scores = Scores(
      samples: result.samples,
      [
        Metric("top1", .higher, .percent): result.accuracy,
        Metric("top5", .higher, .percent): result.top5Accuracy,
      ])
    var report = Report(
      system: system, network: system == about.id ? network.name : nil, data: data.text, scores,
      confusion: result.confusion)
    if let identifiers = network.classIdentifiers, let nouns = try WordNetLevels.nouns(wordnet) {
      report.lines.append(try WordNetLevels(identifiers: identifiers, nouns).table(of: result))
    }
    return classes.completed(report)
  }

  private static func evaluation(
    of network: PretrainedNetwork, _ items: [(url: URL, label: Int)], crops: Int, batchSize: Int
  ) throws -> Evaluation {
    let progress = ProgressReporter(
      title: "evaluating \(network.name)", total: items.count, unit: "images")
    guard crops == TenCropDataset.cropCount else {
      let dataset = ImageDataset(
        items: items, classNames: network.classNames, preprocessing: network.preprocessing)
      return try ShinsoTraining.evaluate(
        network.optimized(), on: DataLoader(dataset, batchSize: batchSize), progress: progress)
    }
    let dataset = TenCropDataset(
      items: items, classNames: network.classNames, preprocessing: network.preprocessing)
    return try ShinsoTraining.evaluate(
      TenCropClassifier(network.optimized()),
      on: DataLoader(dataset, batchSize: max(batchSize / crops, 1)), progress: progress)
  }

  private static let missingData = InputError(
    "--data", "name a folder of INDEX_WNID_NAME.jpg files or one folder a class (WNID/*.JPEG)")

  struct PredictOptions: ParsableArguments {
    @OptionGroup var network: NetworkSourceOptions
  }

  static func predict(
    _ options: PredictOptions, samples: [String], top: Int
  ) throws -> [Prediction] {
    try options.network.load().predict(PictureFiles.readable(samples), top: top)
  }
}

extension Limits<Int> {
  fileprivate static var crops: Limits {
    Limits("1 or 10") { [1, TenCropDataset.cropCount].contains($0) }
  }
}
