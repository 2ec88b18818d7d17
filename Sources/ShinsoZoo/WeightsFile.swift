import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// A file of weights of another program: a state dictionary of PyTorch, safetensors, npz (Chainer's
/// too), Keras's `.h5` or `.keras`, or a `.caffemodel`.
struct WeightsFile {
  private enum Content {
    case tensors([(name: String, tensor: Tensor)])
    case caffe(CaffeWeights)
    case keras(KerasWeights)
  }

  let url: URL
  private let content: Content
  /// Whether nothing is told of what is taken.
  private let isQuiet: Bool

  /// - Throws: `InputError` for a file that cannot be read or is of another kind.
  ///
  /// - Parameter part: the keys that lead to the weights in a file of PyTorch that holds several.
  init(_ url: URL, part: String? = nil, isQuiet: Bool = false) throws {
    (self.url, self.isQuiet) = (url, isQuiet)
    let format = CaffeFiles.isWeights(url) ? .caffemodel : try ArrayFile(url).format
    if let part, format != .pytorch {
      throw InputError("--part \(part)", "is for files of PyTorch that hold several networks")
    }
    if format == .caffemodel {
      content = .caffe(try CaffeWeights(url))
      return
    }
    if format == .hdf5 || format == .keras {
      content = .keras(try KerasWeights(url))
      return
    }
    let read: [(name: String, tensor: Tensor)] =
      switch format {
      case .pytorch: try PyTorchFile.stateDict(url, part: part)
      case .safetensors: try SafetensorsFile.read(url)
      case .npz: try NPZ.read(url)
      case .npy, .caffemodel, .binaryproto, .hdf5, .keras:
        throw InputError(url.path, "holds one array without a name, not weights by name")
      }
    if format == .npz, let named = ChainerNames.converted(read) {
      content = .tensors(named)
      return
    }
    content = .tensors(StateNames.plain(read.map { ($0.name, $0.tensor) }).map { ($0.name, $0.1) })
  }

  /// What the weights may be of. A file does not tell its variant: unless one is named, it is the first
  /// that they fit.
  ///
  /// - Throws: `InputError` if they are of no such variant.
  func candidates(
    _ entry: any NetworkEntry.Type, _ architecture: Architecture
  ) throws -> [Architecture] {
    switch content {
    case .caffe(let weights):
      return try weights.forms(of: entry, variant: architecture.variant["variant"]).map { form in
        form.variant.map { Architecture(entry, variant: ["variant": $0]) } ?? architecture
      }
    case .keras(let weights):
      return [try weights.candidate(entry, variant: architecture.variant)]
    case .tensors(let tensors):
      guard architecture.variant.isEmpty, !entry.variants.isEmpty else {
        return [architecture]
      }
      var names = entry.variants
      // The same layers may want other images: weights with PyTorch's names were trained as there.
      let own = Set(try architecture.make().state.map(\.name))
      if names.contains("torchvision"), !tensors.allSatisfy({ own.contains($0.name) }) {
        names = ["torchvision"] + names.filter { $0 != "torchvision" }
      }
      return names.map { Architecture(entry, variant: ["variant": $0]) }
    }
  }

  /// A network of the registry with these weights, for as many classes as they have.
  ///
  /// - Parameter architecture: one of the candidates.
  /// - Throws: `InputError` that lists what is missing, unexpected or of another shape.
  func network(
    _ entry: any NetworkEntry.Type, _ architecture: Architecture
  ) throws -> (model: any TensorLayer, classes: Int) {
    switch content {
    case .keras(let weights):
      let classes = weights.classCount ?? entry.classCount(variant: architecture.variant)
      guard (1...Self.mostClasses).contains(classes) else {
        throw InputError(url.path, "has \(counted(classes, "class", "classes"))")
      }
      let model = try architecture.make(classes: classes)
      try model.load(weights.tensors(of: architecture, for: model), from: url.path)
      if !weights.describesNetwork {
        tell(
          "\(url.relativePath): does not describe its network, so that only the shapes of its layers "
            + "were compared")
      }
      return (model, classes)
    case .caffe(let weights):
      let form = form(of: entry, architecture)
      let (model, classes, named) = try fitted(entry, architecture) {
        try weights.tensors(form, of: entry, for: $0)
      }
      try model.load(named + Self.missingHeads(of: model, named), from: url.path)
      if let note = form.note { tell(note) }
      return (model, classes)
    case .tensors(let tensors):
      let (model, classes, named) = try fitted(entry, architecture) {
        self.named(tensors, entry, architecture, for: $0)
      }
      try model.load(named, from: url.path)
      return (model, classes)
    }
  }

  /// The network for as many classes as its weights have, and those.
  ///
  /// - Parameter tensors: the weights by the names of a network.
  private func fitted(
    _ entry: any NetworkEntry.Type, _ architecture: Architecture,
    _ tensors: (_ model: any TensorLayer) throws -> [(name: String, tensor: Tensor)]
  ) throws -> (
    model: any TensorLayer, classes: Int, named: [(name: String, tensor: Tensor)]
  ) {
    let model = try architecture.make()
    let named = try tensors(model)
    let names = Set(named.map(\.name))
    let classes = entry.classCount(variant: architecture.variant)
    let last = model.parameters.last { $0.value.shape[0] == classes && names.contains($0.name) }
    guard let last, let tensor = named.last(where: { $0.name == last.name })?.tensor,
      tensor.rank == last.value.shape.rank, (1...Self.mostClasses).contains(tensor.shape[0]),
      tensor.shape[0] != classes
    else { return (model, classes, named) }
    return (try architecture.make(classes: tensor.shape[0]), tensor.shape[0], named)
  }

  /// The weights by the network's own names, as Shinso writes them, or from PyTorch's.
  private func named(
    _ tensors: [(name: String, tensor: Tensor)], _ entry: any NetworkEntry.Type,
    _ architecture: Architecture, for model: any TensorLayer
  ) -> [(name: String, tensor: Tensor)] {
    let own = Set(model.state.map(\.name))
    func named(_ tensors: [(name: String, tensor: Tensor)]) -> [(name: String, tensor: Tensor)] {
      tensors.allSatisfy { own.contains($0.name) }
        ? tensors
        : tensors.compactMap { name, tensor in
          entry.name(ofPyTorch: name, variant: architecture.variant).map { ($0, tensor) }
        }
    }
    func hasAll(_ tensors: [(name: String, tensor: Tensor)]) -> Bool {
      own.isSubset(of: tensors.map(\.name))
    }
    let all = named(tensors)
    if hasAll(all) { return all }
    // A part of something larger, such as a module of a training with its loss.
    let parts = Dictionary(grouping: tensors) { tensor in
      tensor.name.firstIndex(of: ".").map(tensor.name.prefix(through:)) ?? ""
    }
    for (prefix, inner) in parts.sorted(by: { $0.key < $1.key }) where !prefix.isEmpty {
      let part = named(inner.map { (String($0.name.dropFirst(prefix.count)), $0.tensor) })
      guard hasAll(part) else { continue }
      tell(
        "\(url.path): takes what is below \(quoted(prefix)), not "
          + "\(counted(tensors.count - inner.count, "other tensor"))")
      return part
    }
    return all
  }

  private func tell(_ note: String) {
    if !isQuiet { Console.note(note) }
  }

  private func form(of entry: any NetworkEntry.Type, _ architecture: Architecture) -> CaffeForm {
    let variant = architecture.variant["variant"]
    return entry.caffeForms.first { $0.variant == variant } ?? CaffeForm(variant: variant)
  }

  /// What a file for use alone lacks: heads that are there in training. They stay as they are.
  private static func missingHeads(
    of model: any TensorLayer, _ found: [(name: String, tensor: Tensor)]
  ) -> [(name: String, tensor: Tensor)] {
    let heads = (model as? any AuxiliaryHeads)?.heads.map { ObjectIdentifier($0) } ?? []
    let names = model.modules.filter { heads.contains(ObjectIdentifier($0.value)) }
      .map { $0.name + "." }
    let missing = names.filter { name in !found.contains { $0.name.hasPrefix(name) } }
    return model.state.filter { own in missing.contains { own.name.hasPrefix($0) } }
  }

  /// More than any classifier has.
  private static let mostClasses = 1 << 20
}
