import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// A network of the registry with trained weights: those of a run, those of a file of PyTorch's, or
/// published ones where no run is there and none is named.
struct NetworkUse<Network: NetworkEntry> {
  let network: PretrainedNetwork
  /// nil: not of a run.
  private let saved: TrainedModel?

  init(_ options: NetworkModelOptions) throws {
    (network, saved) = try options.load(Network.self)
  }

  func evaluate(_ options: NetworkEvaluateOptions) throws -> Report {
    if saved == nil, network.classIdentifiers != nil {
      return try ImageNetExperiment.evaluate(
        network, data: options.data, batchSize: options.batchSize, classes: options.classes,
        system: Network.name)
    }
    let trained = saved?.metadata["data"].map { DataName($0) }
    guard let source = options.data ?? trained else {
      throw InputError("--data", "name the data: the model does not say what it learned from")
    }
    let result: Evaluation
    if source.isDigits {
      result = try evaluate(DigitData(source).test, options)
    } else if source.isCIFAR {
      result = try evaluate(source.readCIFAR(.test, network.preprocessing), options)
    } else {
      let pictures = try pictures(source)
      result = try evaluate(
        ImageDataset(pictures, preprocessing: network.preprocessing), options)
    }
    return options.classes.completed(
      Report(system: Network.name, data: source.recordedText, result))
  }

  private func evaluate(
    _ test: some ClassificationDataset, _ options: NetworkEvaluateOptions
  ) throws -> Evaluation {
    guard network.hasClasses(test.classNames) else {
      throw InputError(options.data?.text ?? "data", "has other classes than the model")
    }
    let input = network.preprocessing
    let shape: Shape = [input.format.channels, input.height, input.width]
    guard test.sampleShape == shape else {
      throw InputError(
        options.data?.text ?? "data",
        "has samples of shape \(test.sampleShape); \(Network.name) takes \(shape)")
    }
    let progress = ProgressReporter(title: "evaluating", total: test.count, unit: "samples")
    return try ShinsoTraining.evaluate(
      network.model, on: DataLoader(test, batchSize: options.batchSize), progress: progress)
  }

  /// What the training held out, or other data.
  private func pictures(_ source: DataName) throws -> ImageFolder {
    guard let saved else { return try PictureData.others(source) }
    return try saved.heldOut(of: source, fraction: NetworkDataOptions<Network>.heldOut)
  }
}

extension PretrainedNetwork {
  /// Whether these may be its classes: numbers stand for any names, in their order.
  func hasClasses(_ names: [String]) -> Bool {
    names == classNames || names.count == classNames.count && hasNumbers
  }

  private var hasNumbers: Bool { classNames == (0..<classNames.count).map(String.init) }
}

extension PictureData {
  /// Pictures that a model has not learned from: the test part of divided data, all of others.
  static func others(_ source: DataName) throws -> ImageFolder {
    let data = try PictureData(source, heldOut: 0, seed: 0)
    guard let part = data.ownPart else {
      Console.note("all pictures of \(source): the model was trained on others")
      return data.all
    }
    Console.note("the pictures in \(part) of \(source)")
    return data.heldOut
  }
}

extension TrainedModel {
  /// The pictures that the training held out if it was on these data, or else those that a test may
  /// use.
  ///
  /// - Throws: `InputError` if the data have changed since, or have other classes.
  func heldOut(of source: DataName, fraction: Double) throws -> ImageFolder {
    let names = try self.names("classes")
    func check(_ found: [String]) throws {
      if found != names { throw InputError(source.text, "has other classes than the model") }
    }
    guard metadata["data"].map({ DataName($0).isSame(as: source) }) == true else {
      let others = try PictureData.others(source)
      try check(others.classNames)
      return others
    }
    let data = try PictureData(source, heldOut: fraction, seed: value("seed"))
    try check(data.classNames)
    guard data.digest == metadata["pictures"] else {
      throw InputError(
        source.text,
        "holds other pictures than when the model was trained, so what was held out is not known; "
          + "name a folder of other pictures by --data")
    }
    return data.heldOut
  }
}
