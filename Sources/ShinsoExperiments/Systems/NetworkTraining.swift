import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// Trains a network of the registry by its recipe, from random weights unless others are named.
struct NetworkTraining<Network: NetworkEntry, System: HasRecipe> {
  private let data: NetworkDataOptions<Network>
  private let training: ClassifierTraining<System>
  /// Options of the network's own.
  private let variant: [String: String]
  /// Of the pictures, in turns by epoch; empty for one size.
  private let sizes: [Int]
  private let start: NetworkStartOptions<Network>?

  init(
    _ data: NetworkDataOptions<Network>, _ update: UpdateOptions<System>,
    _ length: LengthOptions<System>, variant: [String: String], sizes: [Int] = [],
    start: NetworkStartOptions<Network>? = nil,
    labelSmoothing: Double = Network.recipe.labelSmoothing
  ) {
    self.data = data
    training = ClassifierTraining(
      update: update, length: length, balance: data.balance, dropsLast: true,
      labelSmoothing: labelSmoothing)
    self.variant = variant
    self.sizes = sizes
    self.start = start
  }

  func train(in run: Run) throws {
    if sizes.count > 1, data.data.isDigits || data.data.isCIFAR {
      throw InputError(
        "--data \(data.data)",
        "has pictures of one size, but \(Network.name) learns from several; name one by --size")
    }
    if data.data.isDigits {
      let digits = try DigitData(data.data)
      return try train(digits.train, digits.test, [:], in: run)
    }
    if data.data.isCIFAR {
      var train = try data.data.readCIFAR(.train, preprocessing)
      if let transform = transform(variant) { train = train.augmented(by: transform) }
      return try self.train(train, data.data.readCIFAR(.test, preprocessing), [:], in: run)
    }
    let pictures = try PictureData(data.data, heldOut: PictureData.usualHeldOut, seed: run.seed)
    let usual = ImageDataset(
      pictures.train, preprocessing: preprocessing, augmentation: transform(variant),
      cacheBudget: 1 << 30)
    let others = sizes.dropFirst().map { size in
      let sized = variant.merging(["size": "\(size)"]) { $1 }
      return usual.prepared(
        by: Network.preprocessing(variant: sized), augmentation: transform(sized))
    }
    try train(
      SizesByEpoch([usual] + others),
      ImageDataset(pictures.heldOut, preprocessing: preprocessing, cacheBudget: 1 << 30),
      ["pictures": pictures.digest], in: run)
  }

  private var preprocessing: ImagePreprocessing { Network.preprocessing(variant: variant) }

  private func transform(_ variant: [String: String]) -> ImagePipeline? {
    let recipe = Network.augmentation(variant: variant)
    let size = Network.preprocessing(variant: variant.filter { $0.key != "size" }).width
    let chosen = (start?.augmentation ?? .recipe).augmentation(recipe, size: size)
    return Network.transform(chosen, variant: variant)
  }

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
    ) {
      let classes = train.classNames.count
      return try start?.make(classes: classes, variant: variant)
        ?? Network.make(classes: classes, variant: variant)
    }
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
