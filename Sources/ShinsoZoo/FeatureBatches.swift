import ShinsoData
import ShinsoNN
import ShinsoTensor

/// What one layer of a network makes of a dataset, batch by batch.
public final class FeatureBatches {
  private let model: any TensorLayer
  private let module: Module
  private let batches: Batches<LabeledBatch>
  private let pooling: FeaturePooling
  private let complaint: InputError
  private var output: Tensor?

  init(
    model: any TensorLayer, module: Module, batches: Batches<LabeledBatch>, pooling: FeaturePooling,
    complaint: InputError
  ) {
    self.model = model
    self.module = module
    self.batches = batches
    self.pooling = pooling
    self.complaint = complaint
  }

  /// The features of the next samples, `[B, D]`, or nil at the end.
  ///
  /// - Throws: the error of the first picture that cannot be read; or that the layer gives nothing.
  public func next() throws -> Tensor? {
    guard let batch = try batches.next() else { return nil }
    output = nil
    let hook = module.onForward { [self] _, value in output = value as? Tensor }
    defer { module.removeHook(hook) }
    withoutGradients { _ = model(batch.samples) }
    guard let features = output else { throw complaint }
    return pooling(features)
  }
}
