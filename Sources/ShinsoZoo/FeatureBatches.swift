import ShinsoData
import ShinsoNN
import ShinsoTensor

/// What one layer of a network makes of a dataset, batch by batch.
public final class FeatureBatches {
  private let network: any TensorLayer
  private let batches: Batches<LabeledBatch>
  private let pooling: FeaturePooling

  /// - Parameter network: up to the layer.
  init(network: any TensorLayer, batches: Batches<LabeledBatch>, pooling: FeaturePooling) {
    self.network = network
    self.batches = batches
    self.pooling = pooling
  }

  /// The features of the next samples, `[B, D]`, or nil at the end.
  ///
  /// - Throws: the error of the first picture that cannot be read.
  public func next() throws -> Tensor? {
    guard let batch = try batches.next() else { return nil }
    return withoutGradients { pooling(network(batch.samples)) }
  }
}
