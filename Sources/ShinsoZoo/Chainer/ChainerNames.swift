import ShinsoTensor

/// Names of weights in Chainer's npz files: `conv1/W`, `bn1/gamma`, of a model alone or of a trainer's
/// snapshot.
enum ChainerNames {
  private static let leaves: [Substring: String] = [
    "W": "weight", "b": "bias", "gamma": "weight", "beta": "bias", "avg_mean": "runningMean",
    "avg_var": "runningVariance",
  ]
  /// Batch normalization's counter, which nothing needs.
  private static let counter: Substring = "N"
  /// In a trainer's snapshot, the model; beside it lie optimizer and extensions.
  private static let snapshot = "updater/model:main/"
  /// What `links.Classifier` calls the network.
  private static let classifier = "predictor/"

  /// The weights under names as they are here, with dots; nil for a file of something else.
  static func converted(
    _ named: [(name: String, tensor: Tensor)]
  ) -> [(name: String, tensor: Tensor)]? {
    var named = named
    for prefix in [snapshot, classifier] {
      let inner = named.filter { $0.name.hasPrefix(prefix) }
      if prefix == snapshot ? !inner.isEmpty : inner.count == named.count {
        named = inner.map { (String($0.name.dropFirst(prefix.count)), $0.tensor) }
      }
    }
    var found: [(name: String, tensor: Tensor)] = []
    for (name, tensor) in named {
      let parts = name.split(separator: "/")
      guard parts.count >= 2, let leaf = parts.last else { return nil }
      if leaf == counter { continue }
      guard let own = leaves[leaf] else { return nil }
      found.append((parts.dropLast().joined(separator: ".") + "." + own, tensor))
    }
    return found.isEmpty ? nil : found
  }
}
