import Foundation
import ShinsoTensor

/// Splits a dataset into batches, which its own threads prepare in advance. The batches depend only
/// on the dataset, the seed, the epoch, the rank and the number of ranks, and not on the number of
/// threads or their timing.
public final class DataLoader<Data: Dataset>: Sendable {
  public let dataset: Data
  public let batchSize: Int
  public let shuffle: Shuffle
  /// Whether the last batch is left out if it is not full.
  public let dropsLast: Bool
  /// The rank that this loader serves, from 0.
  public let rank: Int
  /// The number of processes that share each epoch. Every rank gets the same number of samples: if
  /// the ranks do not divide the number of samples, the order wraps around and a few samples occur
  /// twice.
  public let ranks: Int
  let workers: Int
  let aheadLimit: Int

  public convenience init(
    _ dataset: Data, batchSize: Int, shuffle: Shuffle = .none, dropsLast: Bool = false,
    rank: Int = 0, of ranks: Int = 1
  ) {
    self.init(
      dataset, batchSize: batchSize, shuffle: shuffle, dropsLast: dropsLast, rank: rank, of: ranks,
      workers: min(max(Processor.coreCount, 1), 16))
  }

  /// - Parameter aheadLimit: how many bytes batches may take that are prepared in advance.
  package init(
    _ dataset: Data, batchSize: Int, shuffle: Shuffle, dropsLast: Bool, rank: Int = 0,
    of ranks: Int = 1, workers: Int, aheadLimit: Int = 256 << 20
  ) {
    precondition(batchSize > 0, "DataLoader: the batch size \(batchSize) is not positive")
    precondition(workers > 0, "DataLoader: \(workers) workers")
    precondition(ranks > 0 && (0..<ranks).contains(rank), "DataLoader: rank \(rank) of \(ranks)")
    self.dataset = dataset
    self.batchSize = batchSize
    self.shuffle = shuffle
    self.dropsLast = dropsLast
    self.rank = rank
    self.ranks = ranks
    self.workers = workers
    self.aheadLimit = aheadLimit
  }

  /// The part of each epoch that a rank takes, in batches of its own.
  ///
  /// - Parameter divided: whether a batch is divided among the ranks, so that together they take as many
  ///   samples at once as one process would.
  /// - Throws: `InputError` if it cannot be.
  public func shared(by ranks: Int, rank: Int, divided: Bool) throws -> DataLoader {
    precondition(self.ranks == 1, "DataLoader: is shared already")
    if let dataset = dataset as? any SharedDataset {
      func part<Own: SharedDataset>(of dataset: Own) throws -> Data? {
        try dataset.part(rank, of: ranks, divided: divided) as? Data
      }
      if let part = try part(of: dataset) {
        return DataLoader(
          part, batchSize: batchSize, shuffle: shuffle, dropsLast: dropsLast, workers: workers,
          aheadLimit: aheadLimit)
      }
    }
    guard !divided || batchSize % ranks == 0 else {
      throw InputError(
        "--global-batch",
        "\(counted(ranks, "rank")) cannot share \(counted(batchSize, "sample")) equally")
    }
    return DataLoader(
      dataset, batchSize: divided ? batchSize / ranks : batchSize, shuffle: shuffle,
      dropsLast: dropsLast, rank: rank, of: ranks, workers: workers, aheadLimit: aheadLimit)
  }

  /// The number of samples that this rank gets in an epoch.
  public var samplesPerEpoch: Int { (dataset.count + ranks - 1) / ranks }

  public var batchesPerEpoch: Int {
    dropsLast ? samplesPerEpoch / batchSize : (samplesPerEpoch + batchSize - 1) / batchSize
  }

  /// What must be equal for a run to continue another one.
  public var identity: [String: String] {
    var all = [
      "samples": "\(dataset.count)", "data": dataset.identity, "batchSize": "\(batchSize)",
      "shuffle": "\(shuffle)", "dropsLast": "\(dropsLast)", "ranks": "\(ranks)",
    ]
    // What differs is to be named, which the data's digest cannot.
    all["classes"] = dataset.classes?.joined(separator: "\n")
    return all
  }

  /// The batches of an epoch, from `batch` on. A run that continues in the middle of an epoch gets
  /// exactly the batches that it would have got without the interruption.
  public func epoch(_ epoch: Int, startingAt batch: Int = 0) -> Batches<Data.Batch> {
    let size = min(batchSize, samplesPerEpoch) * dataset.bytesPerSample
    let order = order(epoch)
    return Batches(
      from: batch, to: batchesPerEpoch, workers: workers,
      depth: max(1, min(workers + 2, aheadLimit / max(size, 1))), byteCount: size
    ) { try self.batch($0, of: epoch, in: order) }
  }

  /// The order of this rank's samples in an epoch.
  func order(_ epoch: Int) -> [Int] {
    var order = Array(0..<dataset.count)
    var generator = SplitMix64(shuffle.seed, UInt64(bitPattern: Int64(epoch)))
    switch shuffle {
    case .none: break
    case .seed:
      order.seededShuffle(using: &generator)
      order = dataset.arranged(order, inBatchesOf: batchSize * ranks, using: &generator)
    case .balanced: order = balanced(using: &generator)
    }
    if ranks == 1 || order.isEmpty { return order }
    return (0..<samplesPerEpoch).map { order[($0 * ranks + rank) % order.count] }
  }

  /// Takes the classes in turn, repeating the samples of each in new orders, and then shuffles all.
  private func balanced(using generator: inout SplitMix64) -> [Int] {
    guard let dataset = dataset as? any ClassificationDataset else {
      preconditionFailure("DataLoader: only labeled samples can be balanced")
    }
    var members = [[Int]](repeating: [], count: dataset.classNames.count)
    for index in 0..<dataset.count { members[dataset.label(index)].append(index) }
    members.removeAll(where: \.isEmpty)
    var left = members.map { _ in [Int]() }
    var order = (0..<dataset.count).map { place -> Int in
      let label = place % members.count
      if left[label].isEmpty {
        left[label] = members[label]
        left[label].seededShuffle(using: &generator)
      }
      return left[label].removeLast()
    }
    order.seededShuffle(using: &generator)
    return order
  }

  /// The generator for the sample `index` at position `place` of an epoch.
  private func generator(for index: Int, at place: Int, of epoch: Int) -> SplitMix64 {
    let epoch = UInt64(bitPattern: Int64(epoch))
    // If a sample is repeated in the epoch, it must be augmented differently.
    if case .balanced = shuffle {
      return SplitMix64(shuffle.seed, epoch, UInt64(index), UInt64(place * ranks + rank))
    }
    return SplitMix64(shuffle.seed, epoch, UInt64(index))
  }

  func batch(_ number: Int, of epoch: Int, in order: [Int]) throws -> Data.Batch {
    let start = number * batchSize
    return try dataset.batch(
      (start..<min(start + batchSize, order.count)).map { place in
        Draw(
          index: order[place], generator: generator(for: order[place], at: place, of: epoch),
          epoch: epoch)
      })
  }
}
