import ShinsoNN
import ShinsoTensor

extension FeatureExtractor {
  /// What makes the features, as a network that can be trained further. It shares its weights with
  /// the pretrained network.
  ///
  /// - Throws: `InputError` for a layer that the network does not have, or that gives no tensor.
  public func trainable() throws -> any TensorLayer {
    guard let part = network.traced.ending(atLayer: layer) else {
      throw InputError("--layer \(layer)", "gives no tensor when \(network.name) is only used")
    }
    return PooledNetwork(part, pooling)
  }
}

/// A part of a network whose maps become features.
private final class PooledNetwork: Module, Layer {
  let network: any TensorLayer
  private let pooling: FeaturePooling

  init(_ network: any TensorLayer, _ pooling: FeaturePooling) {
    self.network = network
    self.pooling = pooling
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor { pooling(network(x)) }
}
