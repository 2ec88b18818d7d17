import Foundation
import ShinsoTensor

/// Samples that go through a network together.
public struct Batch: Sendable {
  /// `[B, …]`, float32.
  public let samples: Tensor
  /// int64 `[B]`.
  public let labels: Tensor
  /// Where the samples lie in the dataset.
  public let indices: [Int]

  public var images: Tensor { samples }
}

/// In which order the samples come.
public enum Shuffle: Sendable, Hashable {
  /// As they lie, in every epoch.
  case none
  /// Another random order in each epoch, which the seed settles.
  case seed(UInt64)
  /// As many samples of every class, in an order as with `seed`: of a small class some come several
  /// times in an epoch, of a large one some do not come.
  case balanced(seed: UInt64)
}

/// Cuts a dataset into batches, which threads of its own make in advance. What comes out depends on
/// the dataset, the seed and the epoch alone, not on the number of threads or their timing.
public final class DataLoader: Sendable {
  public let dataset: any ClassificationDataset
  public let batchSize: Int
  public let shuffle: Shuffle
  /// Whether a last batch that is not full is left out.
  public let dropsLast: Bool
  let workers: Int

  public convenience init(
    _ dataset: any ClassificationDataset, batchSize: Int, shuffle: Shuffle = .none,
    dropsLast: Bool = false
  ) {
    self.init(
      dataset, batchSize: batchSize, shuffle: shuffle, dropsLast: dropsLast,
      workers: min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 16))
  }

  package init(
    _ dataset: any ClassificationDataset, batchSize: Int, shuffle: Shuffle, dropsLast: Bool,
    workers: Int
  ) {
    precondition(batchSize > 0, "DataLoader: batches of \(batchSize) samples")
    precondition(workers > 0, "DataLoader: \(workers) workers")
    self.dataset = dataset
    self.batchSize = batchSize
    self.shuffle = shuffle
    self.dropsLast = dropsLast
    self.workers = workers
  }

  public var batchesPerEpoch: Int {
    dropsLast ? dataset.count / batchSize : (dataset.count + batchSize - 1) / batchSize
  }

  /// The batches of an epoch, from `batch` on: a run that continues in the middle of an epoch gets
  /// the very batches that it would have got.
  public func epoch(_ epoch: Int, startingAt batch: Int = 0) -> Batches {
    Batches(self, epoch: epoch, startingAt: batch)
  }

  private var seed: UInt64 {
    switch shuffle {
    case .none: 0
    case .seed(let seed), .balanced(let seed): seed
    }
  }

  /// The order of an epoch's samples.
  func order(_ epoch: Int) -> [Int] {
    var order = Array(0..<dataset.count)
    var generator = SplitMix64(seed, UInt64(bitPattern: Int64(epoch)))
    switch shuffle {
    case .none: break
    case .seed: order.seededShuffle(using: &generator)
    case .balanced: order = balanced(using: &generator)
    }
    return order
  }

  /// The classes in turn, each one's samples again and again in new orders, then all shuffled.
  private func balanced(using generator: inout SplitMix64) -> [Int] {
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

  /// The randomness of the sample `index` that comes at `place` in an epoch.
  private func generator(for index: Int, at place: Int, of epoch: Int) -> SplitMix64 {
    let epoch = UInt64(bitPattern: Int64(epoch))
    // A sample that comes again in the epoch must not be changed as it was before.
    if case .balanced = shuffle { return SplitMix64(seed, epoch, UInt64(index), UInt64(place)) }
    return SplitMix64(seed, epoch, UInt64(index))
  }

  func batch(_ number: Int, of epoch: Int, in order: [Int]) throws -> Batch {
    let start = number * batchSize
    let indices = Array(order[start..<min(start + batchSize, order.count)])
    let size = dataset.sampleShape.elementCount
    let shape = dataset.sampleShape.inserting(indices.count, at: 0)
    let samples = try Tensor(shape: shape) { bytes in
      let values = bytes.bindMemory(to: Float.self)
      for (place, index) in indices.enumerated() {
        var generator = generator(for: index, at: start + place, of: epoch)
        let target = UnsafeMutableBufferPointer(
          rebasing: values[place * size..<(place + 1) * size])
        try dataset.write(index, into: target, using: &generator)
      }
    }
    let labels = Tensor(indices.map { Int64(dataset.label($0)) })
    return Batch(samples: samples, labels: labels, indices: indices)
  }
}
