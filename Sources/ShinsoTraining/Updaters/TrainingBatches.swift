import ShinsoData
import ShinsoTensor

/// The batches of a training, epoch after epoch.
public struct TrainingBatches<Data: Dataset> {
  private let loader: DataLoader<Data>
  private var position: Int
  private var batches: Batches<Data.Batch>?

  /// - Parameter position: the number of batches used before.
  public init(_ loader: DataLoader<Data>, startingAt position: Int) {
    self.loader = loader
    self.position = position
  }

  public mutating func next() throws -> Data.Batch {
    let (epoch, place) = position.quotientAndRemainder(dividingBy: loader.batchesPerEpoch)
    if batches == nil || place == 0 { batches = loader.epoch(epoch, startingAt: place) }
    position += 1
    guard let batch = try batches?.next() else {
      throw InputError("training data", "ended before its \(loader.batchesPerEpoch) batches")
    }
    return batch
  }
}
