import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// A file of weights of another program: a state dictionary of PyTorch, safetensors or npz.
struct WeightsFile {
  let url: URL
  private let tensors: [(name: String, tensor: Tensor)]

  /// - Throws: `InputError` for a file that cannot be read or is of another kind.
  init(_ url: URL) throws {
    self.url = url
    let read: [(name: String, tensor: Tensor)] =
      switch try ArrayFile(url).format {
      case .pytorch: try PyTorchFile.stateDict(url)
      case .safetensors: try SafetensorsFile.read(url)
      case .npz: try NPZ.read(url)
      case .npy: throw InputError(url.path, "holds one array without a name, not weights by name")
      }
    // As DataParallel saves them.
    let prefix = "module."
    let isParallel = read.allSatisfy { $0.name.hasPrefix(prefix) }
    tensors = read.map {
      (isParallel ? String($0.name.dropFirst(prefix.count)) : $0.name, $0.tensor)
    }
  }

  /// A network of the registry with these weights, for as many classes as they have.
  ///
  /// - Throws: `InputError` that lists what is missing, unexpected or of another shape.
  func network(
    _ entry: any NetworkEntry.Type, _ architecture: Architecture
  ) throws -> (model: any TensorLayer, classes: Int) {
    var model = try architecture.make()
    let own = Set(model.state.map(\.name))
    // Under the network's own names, as Shinso writes them, or under PyTorch's.
    let named =
      tensors.allSatisfy { own.contains($0.name) }
      ? tensors
      : tensors.compactMap { name, tensor in
        entry.name(ofPyTorch: name, variant: architecture.variant).map { ($0, tensor) }
      }
    var classes = architecture.classCount
    if let last = model.parameters.last, last.value.shape[0] == classes,
      let tensor = named.last(where: { $0.name == last.name })?.tensor,
      tensor.rank == last.value.shape.rank, (1...Self.mostClasses).contains(tensor.shape[0]),
      tensor.shape[0] != classes
    {
      classes = tensor.shape[0]
      model = try architecture.make(classes: classes)
    }
    try model.load(named, from: url.path)
    return (model, classes)
  }

  /// More than any classifier has.
  private static let mostClasses = 1 << 20
}
