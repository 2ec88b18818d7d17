import ShinsoData
import ShinsoTensor

/// What updaters that use a loader's batches share: the position in the data, the identity, the
/// throughput.
open class BatchUpdater<Data: Dataset> {
  public final let loader: DataLoader<Data>
  private let accumulation: Int
  private var batches: TrainingBatches<Data>?
  /// Of the next batch, counted from the beginning of the training.
  private var position = 0

  public init(on loader: DataLoader<Data>, accumulation: Int = 1) {
    self.loader = loader
    self.accumulation = accumulation
  }

  /// 0 if the samples do not fill a single batch.
  public final var updatesPerEpoch: Int {
    loader.batchesPerEpoch == 0 ? 0 : max(loader.batchesPerEpoch / accumulation, 1)
  }

  /// Also if the batches of an epoch do not make a whole number of updates.
  public final func epochs(after updates: Int) -> Double {
    Double(updates) * Double(accumulation) / Double(max(loader.batchesPerEpoch, 1))
  }

  /// The size and unit of a batch if it is not counted in samples: `(1120, "tokens")`.
  public final var batchContents: (count: Int, unit: String)?

  public final var throughput: (count: Int, unit: String) {
    let (count, unit) = batchContents ?? (loader.batchSize, "samples")
    return (count * accumulation, unit)
  }

  /// The batch for the update with that number.
  public final func nextBatch(of update: Int) throws -> Data.Batch {
    let own = update * accumulation..<(update + 1) * accumulation
    if batches == nil || !own.contains(position) {
      position = own.lowerBound
      batches = TrainingBatches(loader, startingAt: position)
    }
    position += 1
    guard let batch = try Profiler.span("waiting for data", { try batches?.next() }) else {
      preconditionFailure("the batches were just made")
    }
    return batch
  }
}
