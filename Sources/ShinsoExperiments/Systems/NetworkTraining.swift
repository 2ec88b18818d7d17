import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// Trains a network of the registry from random weights.
struct NetworkTraining<Network: NetworkEntry, System: HasRecipe> {
  private let data: NetworkDataOptions<Network>
  private let update: UpdateOptions<System>
  private let length: LengthOptions<System>
  /// Options of the network's own.
  private let variant: [String: String]
  private let labelSmoothing: Double

  init(
    _ data: NetworkDataOptions<Network>, _ update: UpdateOptions<System>,
    _ length: LengthOptions<System>, variant: [String: String],
    labelSmoothing: Double = Network.recipe.labelSmoothing
  ) {
    self.data = data
    self.update = update
    self.length = length
    self.variant = variant
    self.labelSmoothing = labelSmoothing
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
    let pictures = try PictureData(
      data.data, heldOut: NetworkDataOptions<Network>.heldOut, seed: run.seed)
    func dataset(_ part: ImageFolder, _ augmentation: (any ImageTransform)? = nil) -> ImageDataset {
      ImageDataset(
        part, preprocessing: preprocessing,
        augmentation: augmentation, cacheBudget: 1 << 30)
    }
    try train(
      dataset(pictures.train, Network.augmentation(variant: variant)), dataset(pictures.heldOut),
      ["pictures": pictures.digest], in: run)
  }

  private var preprocessing: ImagePreprocessing { Network.preprocessing(variant: variant) }

  private func train<Train: ClassificationDataset, Test: ClassificationDataset>(
    _ train: Train, _ test: Test, _ own: [String: String], in run: Run
  ) throws {
    try checkShape(train.sampleShape)
    let loader = DataLoader(
      train, batchSize: update.batchSize, shuffle: data.shuffle(seed: run.seed), dropsLast: true)
    guard loader.batchesPerEpoch > 0 else {
      throw InputError(
        data.data.text,
        "has \(train.count) samples for training, fewer than a batch of \(update.batchSize)")
    }
    run.seedInitializers()
    let model = Network.make(classes: train.classNames.count, variant: variant)
    // Activations of large images fill gigabytes.
    let testBatch = train.sampleShape.elementCount < 10_000 ? 100 : min(update.batchSize, 100)
    let updates = try length.updates(perEpoch: max(loader.batchesPerEpoch / update.accumulate, 1))
    let updater = ClassificationUpdater(
      model, update.makeOptimizer(), train: loader, test: DataLoader(test, batchSize: testBatch),
      labelSmoothing: labelSmoothing, settings: update.settings(updates: updates))
    var metadata = variant.merging(own) { $1 }
    metadata["network"] = Network.name
    metadata["classes"] = jsonList(train.classNames)
    metadata["preprocessing"] = preprocessing.json
    try run.train(
      updater, TrainingPlan(updates: updates, length), metadata: metadata,
      extensions: update.extensions(updater, updates: updates))
    run.draw {
      try updater.lastEvaluation?.confusion.plot(to: run.folder.confusion, title: run.title)
    }
  }

  private func checkShape(_ shape: Shape) throws {
    let expected = Network.inputShape(variant: variant).removing(axis: 0)
    guard shape == expected else {
      throw InputError(
        data.data.text, "has samples of shape \(shape); \(Network.name) takes \(expected)")
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
