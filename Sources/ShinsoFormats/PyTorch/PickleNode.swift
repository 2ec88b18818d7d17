import ShinsoTensor

/// The index of a node in the arena of a pickle.
typealias PickleIndex = Int32

/// One value created by a pickle. Nodes refer to each other by index. A pickle can build cycles and
/// chains of any depth; with object references, cycles would never be freed, and freeing long
/// chains would recurse until the stack overflows.
enum PickleNode {
  case none
  case bool(Bool)
  case int(Int)
  case largeInteger([UInt8])
  case float(Double)
  case string(String)
  case bytes([UInt8])
  case list([PickleIndex])
  case tuple([PickleIndex])
  case set([PickleIndex])
  /// Alternating keys and values.
  case dictionary([PickleIndex])
  case global(PickleGlobal)
  case object(PickleGlobal, arguments: [PickleIndex])
  indirect case storage(TorchStorage)
  indirect case tensor(TorchView)
}

/// A sequence of elements in a PyTorch file; tensors are views of it.
struct TorchStorage: Hashable {
  var key: String
  /// nil for bytes without a type.
  var type: ElementType?
  /// The number of elements, or of bytes if there is no type.
  var count: Int
  /// Where an old-style storage view starts in the storage, in elements.
  var offset = 0
}

/// A tensor in a PyTorch file: a strided view of a storage.
struct TorchView: Hashable {
  var key: String
  /// The minimum size of the storage in bytes.
  var storageSize: Int
  var type: ElementType
  /// Offset from the start of the storage, in elements.
  var offset: Int
  var dims: [Int]
  /// In elements.
  var strides: [Int]
  /// Whether the elements are those of the storage with the opposite sign.
  var isNegated = false
}
