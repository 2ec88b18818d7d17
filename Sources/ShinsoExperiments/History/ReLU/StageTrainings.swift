import Foundation
import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// The phases of `relu`'s table: the filters that are learned without labels, then a classifier for
/// each cell.
struct StageTrainings {
  private let options: ReLUExperiment.TrainOptions
  private let run: Run
  private let train: TensorDataset
  private let test: TensorDataset
  private let batchSize = 50

  /// - Throws: `InputError` for fewer pictures than a batch.
  init(_ options: ReLUExperiment.TrainOptions, _ run: Run) throws {
    let pictures = try SmallPictures(
      options.tableData, most: options.tableSamples, seed: run.seed)
    self.options = options
    self.run = run
    train = Self.prepared(pictures.train)
    test = Self.prepared(
      SmallPictures.drawn(options.tableTestSamples, of: pictures.test, seed: run.seed))
    guard train.count >= batchSize else {
      throw InputError(
        options.tableData.text, "has \(train.count) pictures for the table, fewer than \(batchSize)"
      )
    }
  }

  func table() throws -> StageTable {
    let learned = try learnedFilters()
    var accuracies: [[Double]] = []
    for row in StageTable.rows {
      accuracies.append(
        try StageTable.columns.map { form in
          run.seedInitializers()
          let stage = FilterStage(form)
          if row.isLearned {
            stage.filters.weight.assign(
              learned.filters.detached.reshaped(stage.filters.weight.shape))
            stage.gains.assign(learned.gains.detached)
          }
          let name = "table-\(row.name)-\(form.title)"
          return row.isTrained ? try trained(stage, name) : try fixed(stage, name)
        })
    }
    return StageTable(accuracies, of: options.tableData.title)
  }

  // MARK: Phases

  private func learnedFilters() throws -> PredictiveSparseDecomposition {
    run.seedInitializers()
    let size = FilterStage.size
    let model = PredictiveSparseDecomposition(pixels: size * size, codes: FilterStage.count)
    let loader = DataLoader(
      PatchDataset(train.samples, size: size, count: 20_000), batchSize: 100,
      shuffle: .seed(run.seed))
    let updater = GradientUpdater(
      model, MaxNorm(Adam(learningRate: 1e-3), limit: 1, of: [model.dictionary]), on: loader,
      loss: { patches in (model.loss(patches), Scores(samples: patches.shape[0])) })
    try run.phase("filters").train(
      updater,
      TrainingPlan(epochs: options.filterEpochs, of: updater, options.checkpoints))
    return model
  }

  /// Filters and classifier learn together.
  private func trained(_ stage: FilterStage, _ name: String) throws -> Double {
    try classify(
      StageClassifier(stage, classes: train.classNames.count), name, on: train, testing: test)
  }

  /// The classifier learns from features that stay as they are.
  private func fixed(_ stage: FilterStage, _ name: String) throws -> Double {
    let classifier = Linear(
      FilterStage.features, train.classNames.count, initializer: .glorot, biasInitializer: .zeros)
    return try classify(
      classifier, name, on: try features(stage, of: train), testing: features(stage, of: test))
  }

  private func classify(
    _ model: any TensorLayer, _ name: String, on train: TensorDataset, testing test: TensorDataset
  ) throws -> Double {
    let loader = DataLoader(
      train, batchSize: batchSize, shuffle: .seed(run.seed), dropsLast: true)
    let updater = ClassificationUpdater(
      model, Adam(learningRate: 1e-3), train: loader, test: DataLoader(test, batchSize: 100))
    var plan = try TrainingPlan(epochs: options.tableEpochs, of: updater, options.checkpoints)
    plan.evaluateEvery = .end
    let result = try run.phase(name).train(updater, plan)
    return result.test?[.accuracy] ?? 0
  }

  // MARK: Data

  private func features(_ stage: FilterStage, of pictures: TensorDataset) throws -> TensorDataset {
    var parts: [Tensor] = []
    let batches = DataLoader(pictures, batchSize: 100).epoch(0)
    while let batch = try batches.next() {
      parts.append(withoutGradients { stage(batch.samples).flattened(from: 1).copied() })
    }
    return TensorDataset(
      withoutGradients { concatenate(parts, axis: 0) }, labels: pictures.labels,
      classNames: pictures.classNames)
  }

  /// In gray, with local contrast normalized, as the paper prepares its pictures: `[N, 1, 32, 32]`.
  private static func prepared(_ pictures: TensorDataset) -> TensorDataset {
    let plane = SmallPictures.size * SmallPictures.size
    let gray: [Float] = pictures.samples.withUnsafeBytes { bytes in
      (0..<pictures.count).flatMap { index in
        (0..<plane).map { pixel in
          let value = { (channel: Int) in Float(bytes[(3 * index + channel) * plane + pixel]) }
          return (0.299 * value(0) + 0.587 * value(1) + 0.114 * value(2)) / 255
        }
      }
    }
    let x = Tensor(gray, shape: [pictures.count, 1, SmallPictures.size, SmallPictures.size])
    return TensorDataset(
      withoutGradients { localContrastNorm(x) }, labels: pictures.labels,
      classNames: pictures.classNames)
  }
}
