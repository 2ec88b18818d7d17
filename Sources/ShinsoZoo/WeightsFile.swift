import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// A file of weights of another program: a state dictionary of PyTorch, safetensors, npz, or a
/// `.caffemodel` of a net whose layers have the names that they have here.
struct WeightsFile {
  let url: URL
  private let tensors: [(name: String, tensor: Tensor)]
  private let isCaffe: Bool

  /// - Throws: `InputError` for a file that cannot be read or is of another kind.
  init(_ url: URL) throws {
    self.url = url
    isCaffe = Self.isOfCaffe(url)
    if isCaffe {
      let layers = try CaffeNet(caffemodel: url).layers
      tensors = layers.filter { Self.caffeTypes.contains($0.type) }.flatMap { layer in
        zip(["weight", "bias"], layer.blobs).map { ("\(layer.name).\($0)", $1) }
      }
      return
    }
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

  static func isOfCaffe(_ url: URL) -> Bool { url.pathExtension == "caffemodel" }

  /// Whether the names are those of another program's network.
  func isForeign(to model: any TensorLayer) -> Bool {
    let own = Set(model.state.map(\.name))
    return !isCaffe && !tensors.allSatisfy { own.contains($0.name) }
  }

  /// A network of the registry with these weights, for as many classes as they have.
  ///
  /// - Throws: `InputError` that lists what is missing, unexpected or of another shape.
  func network(
    _ entry: any NetworkEntry.Type, _ architecture: Architecture
  ) throws -> (model: any TensorLayer, classes: Int) {
    var model = try architecture.make()
    let own = Set(model.state.map(\.name))
    if isCaffe && !tensors.contains(where: { own.contains($0.name) }) {
      throw InputError(
        url.path,
        "has other layers than \(entry.name); put it into a folder with its .prototxt, and name that"
      )
    }
    // Under the network's own names, as Shinso writes them, or under PyTorch's.
    let named =
      isCaffe || tensors.allSatisfy { own.contains($0.name) }
      ? tensors
      : tensors.compactMap { name, tensor in
        entry.name(ofPyTorch: name, variant: architecture.variant).map { ($0, tensor) }
      }
    var classes = entry.classCount(variant: architecture.variant)
    if let last = model.parameters.last, last.value.shape[0] == classes,
      let tensor = named.last(where: { $0.name == last.name })?.tensor,
      tensor.rank == last.value.shape.rank, (1...Self.mostClasses).contains(tensor.shape[0]),
      tensor.shape[0] != classes
    {
      classes = tensor.shape[0]
      model = try architecture.make(classes: classes)
    }
    try model.load(isCaffe ? Self.withoutOuterOnes(named, of: model) : named, from: url.path)
    return (model, classes)
  }

  /// Caffe's first versions gave every blob four extents, the first ones 1.
  private static func withoutOuterOnes(
    _ tensors: [(name: String, tensor: Tensor)], of model: any TensorLayer
  ) -> [(name: String, tensor: Tensor)] {
    let shapes = Dictionary(
      uniqueKeysWithValues: model.parameters.map { ($0.name, $0.value.shape) })
    return tensors.map { name, tensor in
      guard let shape = shapes[name], tensor.rank > shape.rank else { return (name, tensor) }
      let extra = tensor.rank - shape.rank
      let isPadded =
        tensor.shape.dims.prefix(extra).allSatisfy { $0 == 1 }
        && Array(tensor.shape.dims.dropFirst(extra)) == shape.dims
      return (name, isPadded ? tensor.reshaped(shape) : tensor)
    }
  }

  /// Caffe's layers whose blobs are a weight and a bias.
  private static let caffeTypes: Set = ["Convolution", "Deconvolution", "InnerProduct"]
  /// More than any classifier has.
  private static let mostClasses = 1 << 20
}
