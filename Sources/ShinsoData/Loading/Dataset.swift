import ShinsoTensor

/// Samples that several threads at once can turn into batches.
public protocol Dataset<Batch>: Sendable {
  associatedtype Batch: Sendable

  var count: Int { get }

  /// A digest of the content of all samples. A run that continues compares it with the digest from
  /// its start, so it must not depend on where the data are stored.
  var identity: String { get }

  /// The names of the classes, where samples have any. A run that continues names those that differ.
  var classes: [String]? { get }

  /// The approximate memory of one sample in a batch. It limits how much is prepared in advance.
  var bytesPerSample: Int { get }

  /// Makes one batch. It must not compute on tensors, because loader threads call it while another
  /// thread computes.
  ///
  /// - Throws: `InputError` naming the file that caused the problem.
  func batch(_ draws: [Draw]) throws -> Batch

  /// The samples of an epoch in another order than the shuffled one, so that such come together as
  /// waste little in one batch: sentences of like lengths. It must not depend on anything but the
  /// arguments. As it is by default.
  ///
  /// - Parameter count: so many samples, from the first on, come together: a batch, or one for each
  ///   rank.
  func arranged(_ order: [Int], inBatchesOf count: Int, using generator: inout SplitMix64) -> [Int]
}

extension Dataset {
  public var classes: [String]? { nil }

  public func arranged(
    _ order: [Int], inBatchesOf count: Int, using generator: inout SplitMix64
  ) -> [Int] { order }
}

/// A sample to put into a batch.
public struct Draw: Sendable {
  /// The index of the sample in the dataset.
  public let index: Int
  /// The only source of randomness. It depends only on the loader's seed, the epoch, the index and,
  /// if samples can occur several times in an epoch, the position in the epoch.
  public var generator: SplitMix64
  /// The epoch, from 0, that the sample is drawn for.
  public let epoch: Int

  public init(index: Int, generator: SplitMix64, epoch: Int = 0) {
    self.index = index
    self.generator = generator
    self.epoch = epoch
  }
}
