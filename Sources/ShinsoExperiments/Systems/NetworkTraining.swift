import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// Trains a network of the registry from random weights.
struct NetworkTraining<Network: NetworkEntry, System: HasRecipe> {
  private let data: NetworkDataOptions<Network>
  private let training: ClassifierTraining<System>
  /// Options of the network's own.
  private let variant: [String: String]

  init(
    _ data: NetworkDataOptions<Network>, _ update: UpdateOptions<System>,
    _ length: LengthOptions<System>, variant: [String: String],
    labelSmoothing: Double = Network.recipe.labelSmoothing
  ) {
    self.data = data
    training = ClassifierTraining(
      update: update, length: length, balance: data.balance, dropsLast: true,
      labelSmoothing: labelSmoothing)
    self.variant = variant
  }

  func train(in run: Run) throws {
    if data.data.isDigits {
      let digits = try DigitData(data.data)
      return try train(digits.train, digits.test, [:], in: run)
    }
    if data.data.isCIFAR {
      var train = try data.data.readCIFAR(.train, preprocessing)
      if let augmentation = Network.augmentation(variant: variant) {
        train = train.augmented(by: augmentation)
      }
      return try self.train(train, data.data.readCIFAR(.test, preprocessing), [:], in: run)
    }
    let pictures = try PictureData(data.data, heldOut: PictureData.usualHeldOut, seed: run.seed)
    func dataset(_ part: ImageFolder, _ augmentation: (any ImageTransform)? = nil) -> ImageDataset {
      ImageDataset(
        part, preprocessing: preprocessing, augmentation: augmentation, cacheBudget: 1 << 30)
    }
    try train(
      dataset(pictures.train, Network.augmentation(variant: variant)), dataset(pictures.heldOut),
      ["pictures": pictures.digest], in: run)
  }

  private var preprocessing: ImagePreprocessing { Network.preprocessing(variant: variant) }

  private func train<Train: ClassificationDataset, Test: ClassificationDataset>(
    _ train: Train, _ test: Test, _ own: [String: String], in run: Run
  ) throws {
    let expected = Network.inputShape(variant: variant).removing(axis: 0)
    guard train.sampleShape == expected else {
      throw InputError(
        data.data.text,
        "has samples of shape \(train.sampleShape); \(Network.name) takes \(expected)")
    }
    var metadata = variant.merging(own) { $1 }
    metadata["network"] = Network.name
    metadata["classes"] = jsonList(train.classNames)
    metadata["preprocessing"] = preprocessing.json
    try training.train(
      on: train, testing: test, named: data.data.text, metadata: metadata, in: run
    ) { Network.make(classes: train.classNames.count, variant: variant) }
  }
}

extension ImagePreprocessing {
  /// As a model's metadata hold it.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
