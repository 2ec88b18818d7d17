import ShinsoTensor

/// Samples that are made into batches, by several threads at once.
public protocol Dataset<Batch>: Sendable {
  associatedtype Batch: Sendable

  var count: Int { get }

  /// A digest of everything that the samples consist of. A run that goes on compares it with what it
  /// began with, so it must not depend on where the data lie.
  var identity: String { get }

  /// Roughly the memory that one sample takes in a batch. It bounds what is made ahead.
  var bytesPerSample: Int { get }

  /// Makes one batch. Never computes on tensors: loaders call it beside the thread that does.
  ///
  /// - Throws: `InputError` naming the file at fault.
  func batch(_ draws: [Draw]) throws -> Batch
}

/// One sample that a batch asks for.
public struct Draw: Sendable {
  /// Where the sample lies in the dataset.
  public let index: Int
  /// The only source of randomness. Its stream depends on the loader's seed, the epoch, the index
  /// and, if samples come several times in an epoch, the place in it alone.
  public var generator: SplitMix64

  public init(index: Int, generator: SplitMix64) {
    self.index = index
    self.generator = generator
  }
}
