import ShinsoTensor

/// Makes tensors of the views of a PyTorch file. A view of a whole storage is read straight into
/// the tensor's memory; others are gathered from their storage.
final class TorchTensorLoader {
  private let container: TorchContainer
  private let isBigEndian: Bool
  private let name: String
  /// How many different views of each storage there are.
  private var uses: [String: Int] = [:]
  /// Storages of which more than one view is needed.
  private var storages: [String: [UInt8]] = [:]
  private var tensors: [TorchView: Tensor] = [:]
  /// Bytes that tensors and kept storages may still take.
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
    guard let size = TensorSize.bytes(view.dims, view.dtype) else { throw tooLarge }
    try charge(size)
    let storageSize = try container.size(of: view.key)
    guard storageSize >= view.storageSize else {
      throw InputError(name, "is truncated or damaged: storage \(quoted(view.key)) is too small")
    }
    let isWhole = view.isContiguous && view.offset == 0 && size == storageSize
    let storage = isWhole ? [] : try storage(view.key, byteCount: storageSize)
    let tensor = try Tensor(shape: Shape(view.dims), dtype: view.dtype) { buffer in
      let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<size])
      if isWhole {
        try container.read(view.key, into: target)
      } else {
        storage.withUnsafeBytes {
          target.gather(
            $0, dims: view.dims, strides: view.strides, offset: view.offset, size: view.dtype.size)
        }
      }
      target.normalizeElements(view.dtype, swapped: isBigEndian)
    }
    tensors[view] = tensor
    return tensor
  }

  private func storage(_ key: String, byteCount: Int) throws -> [UInt8] {
    if let storage = storages[key] { return storage }
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
      name, "its tensors would take far more memory than the file is large; it is damaged")
  }
}
