import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// Computes the features of pictures: what a layer of a network makes of them.
public struct FeatureExtractor {
  public let network: PretrainedNetwork
  public let layer: String
  public let pooling: FeaturePooling

  /// Pictures whose features go into the cache together: what is lost at most when the process is
  /// killed.
  private static let block = 256

  /// - Parameter layer: nil for the network's feature layer.
  public init(
    _ network: PretrainedNetwork, layer: String? = nil, pooling: FeaturePooling = .average
  ) {
    self.network = network
    self.layer = layer ?? network.featureLayer
    self.pooling = pooling
  }

  /// Features of all pictures in memory, `[N, D]`, with a progress line. They are looked up by the
  /// pictures' content first, and what is computed is kept, also if a damaged picture ends it.
  public func cachedFeatures(
    of items: [ImageFolder.Item], classNames: [String], title: String
  ) throws -> Tensor {
    let digests = try items.map { SHA256.hex(of: Data(try PackedFile.bytes(of: $0.url))) }
    let cache = FeatureCache(key: network.featureKey(layer, pooling))
    var rows = cache.rows(of: Set(digests))
    var seen = Set(rows.keys)
    let missing = items.indices.filter { seen.insert(digests[$0]).inserted }
    var fresh: [Tensor] = []
    var done = 0
    func keep() {
      if fresh.isEmpty { return }
      let features = withoutGradients { concatenate(fresh, axis: 0) }
      let count = features.shape[0]
      let names = missing[done..<done + count].map { digests[$0] }
      cache.add(names, features)
      for (name, row) in zip(names, features.rows) { rows[name] = row }
      done += count
      fresh = []
    }
    do {
      try compute(missing.map { items[$0] }, classNames: classNames, title: title) { batch in
        fresh.append(batch)
        if fresh.reduce(0, { $0 + $1.shape[0] }) >= Self.block { keep() }
      }
      keep()
    } catch {
      keep()
      throw error
    }
    let found = digests.compactMap { rows[$0] }
    let width = found.first?.count ?? 0
    guard found.allSatisfy({ $0.count == width }) else {
      throw InputError("feature cache", "holds features of different lengths; remove its folder")
    }
    return Tensor(found.flatMap { $0 }, shape: [found.count, width])
  }

  /// Features of a few pictures, `[N, D]`.
  public func features(of pictures: [URL], classNames: [String]) throws -> Tensor {
    var parts: [Tensor] = []
    try compute(
      pictures.map { ImageFolder.Item(url: $0, label: 0) }, classNames: classNames,
      title: "features"
    ) { parts.append($0) }
    return withoutGradients { concatenate(parts, axis: 0) }
  }

  private func compute(
    _ items: [ImageFolder.Item], classNames: [String], title: String,
    _ take: (Tensor) throws -> Void
  ) throws {
    if items.isEmpty { return }
    let dataset = ImageDataset(
      items: items.map { ($0.url, $0.label) }, classNames: classNames,
      preprocessing: network.preprocessing)
    let progress = ProgressReporter(title: title, total: items.count, unit: "images")
    let batches = try batches(of: dataset, batchSize: 8)
    var done = 0
    while let batch = try batches.next() {
      try take(batch)
      done += batch.shape[0]
      progress.update(done)
    }
    progress.finish()
  }

  /// The features of every sample, batch by batch.
  ///
  /// - Throws: `InputError` for a layer that the network does not have, or one that cannot take so
  ///   many samples at once.
  public func batches(
    of dataset: some ClassificationDataset, batchSize: Int = 8
  ) throws -> FeatureBatches {
    let part = try network.optimized(endingAt: layer)
    try network.check(part, takesPictures: min(batchSize, max(dataset.count, 1)))
    return FeatureBatches(
      network: part,
      batches: DataLoader(dataset, batchSize: batchSize).epoch(0), pooling: pooling)
  }
}

extension Tensor {
  /// The rows of a matrix of float32.
  package var rows: [[Float]] {
    let (values, width) = (scalars(as: Float.self), shape[1])
    return (0..<shape[0]).map { Array(values[$0 * width..<($0 + 1) * width]) }
  }
}
