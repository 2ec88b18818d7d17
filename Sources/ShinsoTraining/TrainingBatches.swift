import ShinsoData
import ShinsoTensor

/// The batches of a training, epoch after epoch.
struct TrainingBatches {
  private let loader: DataLoader
  private var position: Int
  private var batches: Batches?

  /// `position`: batches that were used before.
  init(_ loader: DataLoader, startingAt position: Int) {
    self.loader = loader
    self.position = position
  }

  mutating func next() throws -> Batch {
    let (epoch, place) = position.quotientAndRemainder(dividingBy: loader.batchesPerEpoch)
    if batches == nil || place == 0 { batches = loader.epoch(epoch, startingAt: place) }
    position += 1
    guard let batch = try batches?.next() else {
      throw InputError("training data", "ended before its \(loader.batchesPerEpoch) batches")
    }
    return batch
  }
}
