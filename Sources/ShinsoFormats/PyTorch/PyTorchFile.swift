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
  /// dictionary inside a checkpoint is found by what is in it, and what wrappers add to every name
  /// (`module.`, `_orig_mod.`, `model.`) is removed. Only its own tensors are read, not those of
  /// an optimizer. Tensors of elements that no `Tensor` has (complex numbers) are left out, and a note
  /// names them.
  ///
  /// - Parameter part: the keys that lead to it, with dots, where a file holds several.
  /// - Throws: `InputError` if the file is damaged or has no state dictionary, or several.
  public static func stateDict(
    _ url: URL, part: String? = nil
  ) throws -> [(name: String, tensor: Tensor)] {
    try stateDict(InputFile(url), part: part)
  }

  /// The named tensors of the state dictionary in `source`; see `stateDict(_:part:)`.
  public static func stateDict(
    _ source: any ByteSource, part: String? = nil
  ) throws -> [(name: String, tensor: Tensor)] {
    let document = try TorchDocument(source)
    let named = StateNames.plain(try document.state(part: part).tensors.map { ($0.name, $0.view) })
    UnreadTensors.note(
      named.filter { !$0.1.isReadable }.map { ($0.name, $0.1.type.rawValue) }, in: source.name)
    return try named.filter(\.1.isReadable).map { ($0.name, try document.loader.tensor($0.1)) }
  }

  /// One tensor of the state dictionary.
  ///
  /// - Throws: `InputError` if there is none of that name, or no `Tensor` has its elements.
  public static func tensor(named name: String, in url: URL, part: String? = nil) throws -> Tensor {
    let document = try TorchDocument(InputFile(url))
    let named = StateNames.plain(try document.state(part: part).tensors.map { ($0.name, $0.view) })
    guard let view = named.first(where: { $0.name.isExactly(name) })?.1 else {
      throw InputError(url.path, "has no tensor \(quoted(name))")
    }
    return try document.loader.tensor(view)
  }
}
