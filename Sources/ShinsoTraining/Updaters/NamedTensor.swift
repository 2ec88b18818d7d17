import ShinsoTensor

/// A tensor and its name in a file.
public typealias NamedTensor = (name: String, tensor: Tensor)

extension Array where Element == NamedTensor {
  /// The tensors with a prefix added to their names.
  public func prefixed(_ prefix: String) -> [NamedTensor] { map { (prefix + $0.name, $0.tensor) } }

  /// The tensors whose names have the prefix, with the prefix removed.
  public func part(_ prefix: String) -> [NamedTensor] {
    filter { $0.name.hasPrefix(prefix) }
      .map { (String($0.name.dropFirst(prefix.count)), $0.tensor) }
  }
}
