import ArgumentParser
import ShinsoData
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// What the verbs do with a network that is not a system: one from files.
package struct FileNetwork: Evaluable, Predicting, VisualizingLayers {
  package static let about = About(
    id: "FILE", field: .vision, year: 2012,
    title: "A network from files, whose file or folder stands in the place of FILE",
    data: "to be named", expectation: "what the network was trained for")

  package struct EvaluateOptions: ParsableArguments {
    @OptionGroup var network: FileNetworkOptions
    @Option(
      "Photographs of ImageNet's classes for a network of these, else digits or pictures by class.",
      default: "none; needed", completion: .file())
    var data: DataName?
    @Option(batch: "Pictures in a batch.") var batchSize = 8
    @OptionGroup var classes: ClassReportOptions

    package init() {}
  }

  package static func evaluate(_ options: EvaluateOptions) throws -> Report {
    try evaluate(
      options.network.load(), data: options.data, batchSize: options.batchSize,
      classes: options.classes, system: options.network.file.text)
  }

  /// Scores a network on data of its classes.
  static func evaluate(
    _ network: PretrainedNetwork, data: DataName?, batchSize: Int, classes: ClassReportOptions,
    system: String
  ) throws -> Report {
    if network.classNames.count == 1000 || network.lastLayer != nil {
      return try ImageNetExperiment.evaluate(
        network, data: data, batchSize: batchSize, classes: classes, system: system)
    }
    guard let data else { throw InputError("--data", "name digits or pictures by class") }
    let result = try network.evaluation(on: data, batchSize: batchSize)
    return classes.completed(Report(system: system, data: data.recordedText, result))
  }

  package static let evaluateExample = "--data photos/ --json"

  package struct PredictOptions: ParsableArguments {
    @OptionGroup var network: FileNetworkOptions

    package init() {}
  }

  package static func predict(
    _ options: PredictOptions, samples: [String], top: Int
  ) throws -> [Prediction] {
    try network(options).predict(PictureFiles.readable(samples), top: top)
  }

  package static func network(_ options: PredictOptions) throws -> PretrainedNetwork {
    try options.network.load()
  }
}
