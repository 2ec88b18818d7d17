import Foundation
import ShinsoTensor

/// Reads files written by `torch.save`: the zip archives of PyTorch 1.6 and later, and the pickles
/// of earlier versions. The pickle is interpreted, not executed: it can create tensors, containers,
/// numbers and text, and any other name in it is an error.
///
/// ```swift
/// for (name, tensor) in try PyTorchFile.stateDict(url) { … }
/// ```
public enum PyTorchFile {
  /// Everything in the file at `url`. Throws `InputError` if it is damaged or holds more than
  /// tensors and containers.
  public static func load(_ url: URL) throws -> PickleValue { try load(InputFile(url)) }

  /// Everything in `source`; see `load(_:)`.
  public static func load(_ source: any ByteSource) throws -> PickleValue {
    let document = try TorchDocument(source)
    return try document.value(document.root)
  }

  /// The named tensors of the state dictionary in the file at `url`, in file order. A state
  /// dictionary inside a checkpoint (`state_dict`, `model`, …) is found, and the prefix `module.`
  /// that `DataParallel` adds to every name is removed. Only its own tensors are read, not those of
  /// an optimizer. Throws `InputError` if the file is damaged or has no state dictionary.
  public static func stateDict(_ url: URL) throws -> [(name: String, tensor: Tensor)] {
    try stateDict(InputFile(url))
  }

  /// The named tensors of the state dictionary in `source`; see `stateDict(_:)`.
  public static func stateDict(_ source: any ByteSource) throws
    -> [(name: String, tensor: Tensor)]
  {
    let document = try TorchDocument(source)
    guard let views = document.stateDictionary() else {
      throw InputError(
        source.name, "has no state dictionary; save one with torch.save(model.state_dict(), path)")
    }
    let prefix = "module."
    let isParallel = views.allSatisfy { $0.name.hasPrefix(prefix) }
    return try views.map { name, view in
      (isParallel ? String(name.dropFirst(prefix.count)) : name, try document.loader.tensor(view))
    }
  }
}
