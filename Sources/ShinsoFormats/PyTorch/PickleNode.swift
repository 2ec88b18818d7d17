import ShinsoTensor

/// The number of a node in the arena of a pickle.
typealias PickleIndex = Int32

/// One value that a pickle made. Nodes refer to each other by number: a pickle can build cycles and
/// chains of any depth, which references between objects would never free, or free by a recursion
/// that overflows the stack.
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
  /// Keys and values in turn.
  case dictionary([PickleIndex])
  case global(PickleGlobal)
  case object(PickleGlobal, arguments: [PickleIndex])
  indirect case storage(TorchStorage)
  indirect case tensor(TorchView)
}

/// A run of elements in a PyTorch file that tensors view.
struct TorchStorage: Hashable {
  var key: String
  /// nil: bytes without a type.
  var type: ElementType?
  /// Elements, or bytes if there is no type.
  var count: Int
  /// Where an old storage view starts in the storage, in elements.
  var offset = 0
}

/// A tensor in a PyTorch file: a strided view of a storage.
struct TorchView: Hashable {
  var key: String
  /// Bytes that the storage must have at least.
  var storageSize: Int
  var type: ElementType
  /// Elements from the start of the storage.
  var offset: Int
  var dims: [Int]
  /// Elements.
  var strides: [Int]
}
