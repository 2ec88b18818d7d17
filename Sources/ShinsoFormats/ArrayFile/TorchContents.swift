import ShinsoTensor

/// The tensors of a PyTorch file by their dotted paths, wherever they are in its containers. Only
/// the pickle is read at first.
struct TorchContents: ArrayContents {
  let arrays: [ArrayEntry]
  let metadata: [String: String]
  private let document: TorchDocument
  private let views: [TorchView]

  init(_ source: any ByteSource) throws {
    let document = try TorchDocument(source)
    self.document = document
    let leaves = try document.leaves()
    try document.checkTensors(leaves)
    let name = Self.defaultName(in: source.name)
    views = leaves.tensors.map(\.view)
    arrays = try leaves.tensors.map { path, view in
      ArrayEntry(
        name: path.isEmpty ? name : path, type: view.type.rawValue, shape: view.dims,
        byteCount: try document.loader.size(of: view))
    }
    metadata = leaves.values
  }

  func statistics(of index: Int) throws -> ArrayStatistics? {
    let view = views[index]
    guard view.type.isReal else { return nil }
    return try ArrayStatistics(
      document.loader.stream(of: view), count: arrays[index].elementCount, type: view.type,
      isSwapped: document.isBigEndian)
  }
}
