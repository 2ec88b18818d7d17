import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// Computes the features of many samples, batch by batch. They are looked up by the samples' content
/// first, and what is computed is kept in the cache.
public final class FeatureCollector {
  /// Samples whose features go into the cache together: what is lost at most when the process is
  /// killed.
  private static let block = 256

  private let digests: [String]
  private let cache: FeatureCache
  private var rows: [String: [Float]]
  /// Samples to be computed, each content once.
  private let missing: [Int]
  private var batches: FeatureBatches?
  /// Computed and not yet in the cache.
  private var fresh: [Tensor] = []
  private var kept = 0

  /// - Parameter digests: of the content of each sample; see ``digests(of:)``.
  /// - Throws: `InputError` for a layer that the network does not have.
  public init(
    _ extractor: FeatureExtractor, _ samples: some ClassificationDataset, digests: [String],
    batchSize: Int = 8, in cache: Cache = Cache()
  ) throws {
    precondition(
      digests.count == samples.count,
      "FeatureCollector: \(digests.count) digests of \(samples.count) samples")
    self.digests = digests
    self.cache = FeatureCache(
      key: extractor.network.featureKey(extractor.layer, extractor.pooling), in: cache)
    let rows = self.cache.rows(of: Set(digests))
    var seen = Set(rows.keys)
    missing = digests.indices.filter { seen.insert(digests[$0]).inserted }
    self.rows = rows
    if !missing.isEmpty {
      batches = try extractor.batches(
        of: Subset(samples, indices: missing), batchSize: batchSize)
    }
  }

  /// Of picture files. They are read as a whole, which takes a while for many.
  public static func digests(of pictures: [URL]) throws -> [String] {
    try pictures.map { SHA256.hex(of: Data(try PackedFile.bytes(of: $0))) }
  }

  /// How many samples were not in the cache.
  public var missingCount: Int { missing.count }
  /// How many of them have been computed.
  public private(set) var computedCount = 0

  /// Computes the next few. What is computed is in the cache at the latest after the last ones, and
  /// also if a damaged picture ends it.
  ///
  /// - Returns: whether there were any.
  /// - Throws: the error of the first picture that cannot be read.
  public func computeNext() throws -> Bool {
    do {
      guard let features = try batches?.next() else {
        batches = nil
        keep()
        return false
      }
      for (index, row) in zip(missing[computedCount...], features.rows) {
        rows[digests[index]] = row
      }
      computedCount += features.shape[0]
      fresh.append(features)
      if computedCount - kept >= Self.block { keep() }
      return true
    } catch {
      keep()
      throw error
    }
  }

  /// The features of a sample; nil: it is not computed yet.
  public func row(of sample: Int) -> [Float]? { rows[digests[sample]] }

  private func keep() {
    if fresh.isEmpty { return }
    cache.add(
      missing[kept..<computedCount].map { digests[$0] },
      withoutGradients { concatenate(fresh, axis: 0) })
    kept = computedCount
    fresh = []
  }
}
