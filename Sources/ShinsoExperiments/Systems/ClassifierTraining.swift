import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// A training of a classifier by updates: what the networks of the registry, fine-tuning and the
/// perceptron on features share.
struct ClassifierTraining<System: HasRecipe> {
  let update: UpdateOptions<System>
  let length: LengthOptions<System>
  let balance: BalanceOptions
  /// Whether the last samples of an epoch, fewer than a batch, are left out: batch norm needs many.
  let dropsLast: Bool
  /// The part of each label that is spread over all classes.
  var labelSmoothing = System.recipe.labelSmoothing

  /// Trains the model that `make` makes, once the random numbers have their seed.
  ///
  /// - Parameters:
  ///   - data: named in errors.
  ///   - metadata: of the model's file.
  /// - Returns: the last evaluation.
  /// - Throws: `InputError` for data that fill no batch; `Interrupted`.
  @discardableResult
  func train<Train: ClassificationDataset, Test: ClassificationDataset>(
    on train: Train, testing test: Test, named data: String, metadata: [String: String],
    in run: Run, make: () throws -> any TensorLayer
  ) throws -> Evaluation? {
    let loader = DataLoader(
      train, batchSize: update.batchSize, shuffle: balance.shuffle(seed: run.seed),
      dropsLast: dropsLast)
    guard loader.batchesPerEpoch > 0 else {
      throw InputError(
        data, found: "\(counted(train.count, "sample")) for training", count: train.count,
        batchSize: update.batchSize)
    }
    noteFewUpdates(samples: train.count)
    run.seedInitializers()
    let model = try make()
    // Activations of large images fill gigabytes.
    let testBatch = train.sampleShape.elementCount < 10_000 ? 100 : min(update.batchSize, 100)
    let perEpoch = max(loader.batchesPerEpoch / update.batchesPerUpdate, 1)
    let updates = try length.updates(perEpoch: perEpoch)
    let updater = ClassificationUpdater(
      model, update.makeOptimizer(), train: loader, test: DataLoader(test, batchSize: testBatch),
      labelSmoothing: labelSmoothing, settings: update.settings(updates: updates))
    try run.train(
      updater, TrainingPlan(updates: updates, length), metadata: metadata,
      extensions: update.extensions(updater, updates: updates))
    run.draw {
      try updater.lastEvaluation?.confusion.plot(
        to: run.folder.picture(.confusion), title: run.title)
    }
    return updater.lastEvaluation
  }

  /// A recipe for a million samples makes few updates of a few hundred.
  private func noteFewUpdates(samples: Int) {
    let own = update.batchSize * update.batchesPerUpdate
    guard update.batchesPerUpdate > 1, samples < 10 * own else { return }
    Console.note(
      "an epoch of \(samples) samples has few updates of \(own); --batch-size 16 makes "
        + "\(samples / 16) of them, at a rate in proportion")
  }
}
