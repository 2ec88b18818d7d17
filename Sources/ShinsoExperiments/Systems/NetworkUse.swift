import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// A network of the registry with trained weights: those of a run, those of another program's file, or
/// published ones where no run is there and none is named.
struct NetworkUse<Network: NetworkEntry> {
  let network: PretrainedNetwork
  /// nil: the weights are of no run.
  private let saved: TrainedModel?

  init(_ options: NetworkModelOptions) throws {
    (network, saved) = try options.load(Network.self)
  }

  func evaluate(_ options: NetworkEvaluateOptions) throws -> Report {
    guard let saved else {
      return try FileNetwork.evaluate(
        network, data: options.data, batchSize: options.batchSize, classes: options.classes,
        system: Network.name)
    }
    let source = try saved.source(options.data)
    let result: Evaluation
    if source.isDigits {
      result = try evaluate(DigitData(source).test, options)
    } else if source.isCIFAR {
      result = try evaluate(source.readCIFAR(.test, network.preprocessing), options)
    } else {
      let pictures = try saved.heldOut(
        of: source, root: nil, fraction: PictureData.usualHeldOut)
      result = try evaluate(network.dataset(pictures), options)
    }
    return options.classes.completed(
      Report(system: Network.name, data: source.recordedText, result))
  }

  /// - Throws: `InputError` if its weights come from elsewhere, or the pictures are gone or have
  ///   changed.
  func trainingPictures() throws -> TrainingPictures {
    guard let saved else {
      throw InputError(network.name, "was not trained here, so its pictures are not known")
    }
    return try saved.trainingPictures(by: FeatureExtractor(network))
  }

  private func evaluate(
    _ test: some ClassificationDataset, _ options: NetworkEvaluateOptions
  ) throws -> Evaluation {
    try network.evaluation(
      on: test, named: options.data?.text ?? "data", batchSize: options.batchSize)
  }
}
