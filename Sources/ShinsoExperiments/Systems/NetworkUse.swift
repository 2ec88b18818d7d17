import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// A network of the registry with trained weights: those of a run, or published ones where no run is
/// there and none is named.
struct NetworkUse<Network: NetworkEntry> {
  let network: PretrainedNetwork
  /// nil: published weights.
  private let saved: TrainedModel?

  init(_ options: NetworkModelOptions) throws {
    (network, saved) = try options.load(Network.self)
  }

  func evaluate(_ options: NetworkEvaluateOptions) throws -> Report {
    guard let saved else {
      return try ImageNetExperiment.evaluate(
        network, data: options.data, batchSize: options.batchSize, classes: options.classes,
        system: Network.name)
    }
    let trained = saved.metadata["data"].map { DataName($0) }
    guard let source = options.data ?? trained else {
      throw InputError("--data", "name the data: the model does not say what it learned from")
    }
    let result: Evaluation
    if source.isDigits {
      result = try evaluate(DigitData(source).test, options)
    } else {
      let pictures = try pictures(source, saved)
      result = try evaluate(
        ImageDataset(pictures, preprocessing: network.preprocessing), options)
    }
    return options.classes.completed(
      Report(system: Network.name, data: source.recordedText, result))
  }

  private func evaluate(
    _ test: some ClassificationDataset, _ options: NetworkEvaluateOptions
  ) throws -> Evaluation {
    guard test.classNames == network.classNames else {
      throw InputError(options.data?.text ?? "data", "has other classes than the model")
    }
    let shape = Network.inputShape(variant: saved?.metadata ?? [:]).removing(axis: 0)
    guard test.sampleShape == shape else {
      throw InputError(
        options.data?.text ?? "data",
        "has samples of shape \(test.sampleShape); \(Network.name) takes \(shape)")
    }
    let progress = ProgressReporter(title: "evaluating", total: test.count, unit: "samples")
    return try ShinsoTraining.evaluate(
      network.model, on: DataLoader(test, batchSize: options.batchSize), progress: progress)
  }

  /// What the training held out, or all of other data.
  private func pictures(_ source: DataName, _ saved: TrainedModel) throws -> ImageFolder {
    try saved.heldOut(of: source, fraction: NetworkDataOptions<Network>.heldOut)
  }
}

extension TrainedModel {
  /// The pictures that the training held out if it was on these data, or else all of them.
  ///
  /// - Throws: `InputError` if the data have changed since, or have other classes.
  func heldOut(of source: DataName, fraction: Double) throws -> ImageFolder {
    let names = try self.names("classes")
    func check(_ data: PictureData) throws {
      if data.classNames != names {
        throw InputError(source.text, "has other classes than the model")
      }
    }
    guard metadata["data"].map({ DataName($0).isSame(as: source) }) == true else {
      let all = try PictureData(everythingOf: source)
      try check(all)
      Console.note("all pictures of \(source): the model was trained on others")
      return all.train
    }
    let data = try PictureData(source, heldOut: fraction, seed: value("seed"))
    try check(data)
    guard data.digest == metadata["pictures"] else {
      throw InputError(
        source.text,
        "holds other pictures than when the model was trained, so what was held out is not known; "
          + "name a folder of other pictures by --data")
    }
    return data.heldOut
  }
}
