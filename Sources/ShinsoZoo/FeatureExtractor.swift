import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining

/// Computes the features of pictures: what a layer of a network makes of them.
public struct FeatureExtractor {
  public let network: PretrainedNetwork
  public let layer: String
  public let pooling: FeaturePooling

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
    let collector = try FeatureCollector(
      self, dataset(items, classNames), digests: FeatureCollector.digests(of: items.map(\.url)))
    let progress = ProgressReporter(
      title: title, total: collector.missingCount, unit: "images")
    while try collector.computeNext() { progress.update(collector.computedCount) }
    if collector.missingCount > 0 { progress.finish() }
    let found = items.indices.compactMap(collector.row)
    let width = found.first?.count ?? 0
    guard found.allSatisfy({ $0.count == width }) else {
      throw InputError("feature cache", "holds features of different lengths; remove its folder")
    }
    return Tensor(found.flatMap { $0 }, shape: [found.count, width])
  }

  /// Features of a few pictures, `[N, D]`.
  public func features(of pictures: [URL], classNames: [String]) throws -> Tensor {
    let items = pictures.map { ImageFolder.Item(url: $0, label: 0) }
    let batches = try batches(of: dataset(items, classNames))
    let progress = ProgressReporter(title: "features", total: items.count, unit: "images")
    var (parts, done): ([Tensor], Int) = ([], 0)
    while let batch = try batches.next() {
      parts.append(batch)
      done += batch.shape[0]
      progress.update(done)
    }
    progress.finish()
    return withoutGradients { concatenate(parts, axis: 0) }
  }

  private func dataset(_ items: [ImageFolder.Item], _ classNames: [String]) -> ImageDataset {
    ImageDataset(
      items: items.map { ($0.url, $0.label) }, classNames: classNames,
      preprocessing: network.preprocessing)
  }

  /// How many values the features of a picture have.
  ///
  /// - Throws: `InputError` for a layer that the network does not have.
  public func width() throws -> Int {
    let part = try network.optimized(endingAt: layer)
    do {
      return pooling.width(of: try part.outputShape(for: network.preprocessing.inputShape))
    } catch {
      throw InputError(network.name, "cannot take one picture: \(error)")
    }
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
