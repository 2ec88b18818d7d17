import ShinsoNN
import ShinsoTensor

/// A pretrained network for other classes: whatever depends on their number is new.
public struct AdaptedNetwork {
  public let model: any TensorLayer
  /// The names of the parameters that are new, with random values.
  public let newParameters: Set<String>
}

extension PretrainedNetwork {
  /// The network for other classes. The weights whose shapes depend on the number of classes, and
  /// those that these weights do not reach, are drawn anew.
  ///
  /// - Throws: `InputError` if it has no classes, or cannot take pictures in batches.
  public func adapted(classes: Int) throws -> AdaptedNetwork {
    try checkIsClassifier()
    try check(model, takesPictures: 2)
    let trained = Dictionary(model.state.map { ($0.name, $0.tensor) }) { $1 }
    let fresh = try architecture.make(classes: classes)
    // Of as many classes as before, the shapes do not tell what depends on their number.
    let probe = classes == classNames.count ? try architecture.make(classes: classes + 1) : fresh
    let new = Set(probe.state.filter { trained[$0.name]?.shape != $0.tensor.shape }.map(\.name))
    try fresh.load(
      fresh.state.map { name, tensor in
        (name, new.contains(name) ? tensor : trained[name] ?? tensor)
      }, from: name)
    return AdaptedNetwork(model: fresh, newParameters: new)
  }
}
