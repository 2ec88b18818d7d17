import ShinsoTensor
import ShinsoZoo

/// The networks that were used last, ready for use. They belong to the compute thread.
@ComputeThread final class OpenNetworks {
  private struct Network {
    let network: PretrainedNetwork
    let classifier: PictureClassifier
  }

  private let limit: Int
  private lazy var networks = KeptValues<ServedModel.Version, Network>(limit: limit)

  nonisolated init(limit: Int) { self.limit = limit }

  /// - Throws: `InputError` if it cannot be opened or names no classes.
  func classifier(_ model: ServedModel) throws -> PictureClassifier {
    try opened(model).classifier
  }

  /// For pictures of what it does, made anew at each call.
  func view(_ model: ServedModel) throws -> NetworkView {
    try NetworkView(opened(model).network)
  }

  private func opened(_ model: ServedModel) throws -> Network {
    try networks.value(model.version) {
      let network = try model.network()
      return Network(network: network, classifier: try PictureClassifier(network))
    }
  }
}
