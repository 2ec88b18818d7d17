import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// How a caption network is trained, whatever its data.
struct CaptionTraining {
  let options: CaptionOptions
  let network: CaptionNetwork

  /// - Parameter rate: multiplies the learning rate.
  func updater<Data: Dataset>(
    on loader: DataLoader<Data>, updates: Int, rate: Double = 1,
    evaluating: @escaping (_ checkForStop: () throws -> Void) throws -> Scores
  ) -> GradientUpdater<Data> where Data.Batch == CaptionBatch {
    let optimizer = options.update.makeOptimizer()
    optimizer.learningRate *= rate
    return GradientUpdater(
      network, optimizer, on: loader, settings: options.update.settings(updates: updates),
      evaluating: evaluating,
      loss: { batch in
        let loss = network.loss(
          batch.pictures, owners: batch.owners, targets: batch.targets, labels: batch.labels)
        return (loss, Scores(samples: batch.labelCount))
      })
  }
}
