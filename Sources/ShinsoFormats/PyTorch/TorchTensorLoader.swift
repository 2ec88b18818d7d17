import ShinsoTensor

/// Creates tensors from the views of a PyTorch file. A view of a whole storage is read straight
/// into the tensor's memory; other views are gathered from their storage.
final class TorchTensorLoader {
  private let container: TorchContainer
  private let isBigEndian: Bool
  private let name: String
  /// The number of different views of each storage.
  private var uses: [String: Int] = [:]
  /// The contents of storages with more than one view.
  private var storages: [String: [UInt8]] = [:]
  private var tensors: [TorchView: Tensor] = [:]
  /// How many more bytes tensors and kept storages may take.
  private var budget: Int

  init(
    _ container: TorchContainer, views: some Sequence<TorchView>, isBigEndian: Bool,
    name: String, fileSize: Int
  ) {
    self.container = container
    self.isBigEndian = isBigEndian
    self.name = name
    // Views can repeat elements (stride 0) and overlap, so a small file can describe tensors
    // larger than any memory.
    budget = max(64 << 20, min(fileSize, 1 << 56) * 16)
    for view in Set(views) { uses[view.key, default: 0] += 1 }
  }

  /// The tensor that `view` describes. Throws `InputError` if its storage is missing or damaged.
  func tensor(_ view: TorchView) throws -> Tensor {
    if let tensor = tensors[view] { return tensor }
    guard let dtype = view.type.readDType, view.isReadable else {
      throw InputError(
        name,
        "holds a tensor of \(view.isNegated ? "negated " : "")\(view.type.rawValue), which Shinso "
          + "does not compute in; save it as another type")
    }
    if dtype != view.type.dtype { return try widened(view, to: dtype) }
    let size = try size(of: view)
    try charge(size)
    let storage = try isWhole(view, size) ? [] : storage(view.key)
    let tensor = try Tensor(shape: Shape(view.dims), dtype: dtype) { buffer in
      let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<size])
      if storage.isEmpty {
        try container.read(view.key, into: target)
      } else {
        target.gather(view, from: storage)
      }
      target.normalizeElements(dtype, swapped: isBigEndian)
      if view.isNegated { target.negateElements(dtype) }
    }
    tensors[view] = tensor
    return tensor
  }

  /// Unsigned integers as the next larger signed ones.
  private func widened(_ view: TorchView, to dtype: DType) throws -> Tensor {
    try charge(size(of: view) / view.type.size * (view.type.size + dtype.size))
    let bytes = try stream(of: view).bytes(size(of: view))
    let tensor = try ElementWidening(view.type, isSwapped: isBigEndian).tensor(
      bytes, shape: Shape(view.dims), name: name)
    tensors[view] = tensor
    return tensor
  }

  /// The elements of `view` as stored in the file, in row-major order. Throws the same errors as
  /// `tensor`.
  func stream(of view: TorchView) throws -> any ByteStream {
    let size = try size(of: view)
    if try isWhole(view, size) { return try container.stream(of: view.key) }
    try charge(size)
    defer { budget += size }
    let storage = try storage(view.key)
    var elements = [UInt8](repeating: 0, count: size)
    elements.withUnsafeMutableBytes { target in
      target.gather(view, from: storage)
      guard view.isNegated, let dtype = view.type.dtype else { return }
      target.normalizeElements(dtype, swapped: isBigEndian)
      target.negateElements(dtype)
      target.normalizeElements(dtype, swapped: isBigEndian)
    }
    return SourceStream(MemorySource(elements, name: name))
  }

  /// The size of the elements of `view` in bytes. Throws `InputError` if its storage is too small.
  func size(of view: TorchView) throws -> Int {
    guard let size = TensorSize.bytes(view.dims, elementSize: view.type.size) else {
      throw tooLarge
    }
    guard try container.size(of: view.key) >= view.storageSize else {
      throw InputError(name, "is truncated or damaged: storage \(quoted(view.key)) is too small")
    }
    return size
  }

  /// Whether the view covers its storage exactly; `size` is the size of the view in bytes.
  private func isWhole(_ view: TorchView, _ size: Int) throws -> Bool {
    try !view.isNegated && view.isContiguous && view.offset == 0
      && size == container.size(of: view.key)
  }

  private func storage(_ key: String) throws -> [UInt8] {
    if let storage = storages[key] { return storage }
    let byteCount = try container.size(of: key)
    try charge(byteCount)
    let storage = try container.bytes(key)
    if uses[key, default: 0] > 1 {
      storages[key] = storage
    } else {
      budget += byteCount
    }
    return storage
  }

  private func charge(_ byteCount: Int) throws {
    guard byteCount <= budget else { throw tooLarge }
    budget -= byteCount
  }

  private var tooLarge: InputError {
    InputError(
      name, "is damaged: its tensors would take far more memory than the size of the file")
  }
}

extension UnsafeMutableRawBufferPointer {
  fileprivate func gather(_ view: TorchView, from storage: [UInt8]) {
    storage.withUnsafeBytes {
      gather(
        $0, dims: view.dims, strides: view.strides, offset: view.offset, size: view.type.size)
    }
  }
}
