import ShinsoData
import ShinsoTensor

/// What updaters that use a loader's batches share: the position in the data, the identity, the
/// throughput.
open class BatchUpdater<Data: Dataset> {
  /// Where ranks train together, of this rank's part of the data.
  public final let loader: DataLoader<Data>
  /// Why the ranks cannot share the data.
  private let problem: InputError?
  private let accumulation: Int
  private var batches: TrainingBatches<Data>?
  /// Of the next batch, counted from the beginning of the training.
  private var position = 0

  public init(on loader: DataLoader<Data>, accumulation: Int = 1) {
    self.accumulation = accumulation
    guard let ranks = Ranks.current else {
      (self.loader, problem) = (loader, nil)
      return
    }
    do {
      self.loader = try loader.shared(
        by: ranks.count, rank: ranks.rank, divided: Ranks.dividesBatches)
      problem = nil
    } catch {
      (self.loader, problem) = (loader, error as? InputError)
    }
  }

  /// 0 if the samples do not fill a single batch.
  public final var updatesPerEpoch: Int {
    loader.batchesPerEpoch == 0
      ? 0 : max(loader.batchesPerEpoch * batchesAtOnce / accumulation, 1)
  }

  /// Also if the batches of an epoch do not make a whole number of updates.
  public final func epochs(after updates: Int) -> Double {
    Double(updates) * Double(accumulation)
      / Double(max(loader.batchesPerEpoch * batchesAtOnce, 1))
  }

  /// Ranks that do not wait for each other make an update each of what one update takes otherwise.
  private var batchesAtOnce: Int { Ranks.areAsynchronous ? Ranks.current?.count ?? 1 : 1 }

  /// The size and unit of a batch if it is not counted in samples: `(1120, "tokens")`.
  public final var batchContents: (count: Int, unit: String)?

  public final var throughput: (count: Int, unit: String) {
    let (count, unit) = batchContents ?? (loader.batchSize, "samples")
    if Ranks.areAsynchronous { return (count * accumulation, unit) }
    // Contents are those of a whole batch, which ranks may have divided.
    let ranks = Ranks.dividesBatches && batchContents != nil ? 1 : Ranks.current?.count ?? 1
    return (count * accumulation * ranks, unit)
  }

  /// The batch for the update with that number.
  public final func nextBatch(of update: Int) throws -> Data.Batch {
    if let problem { throw problem }
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
