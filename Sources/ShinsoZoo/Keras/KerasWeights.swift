import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// The weights in a Keras file for a network of the registry. Layers are found by their order among
/// those of their kind, and must have the shapes of the network's. Where the file describes its
/// network, windows, ε, activations and poolings are compared as well.
struct KerasWeights {
  /// The number of classes, if the last dense layer says it. It need not come last: files of weights
  /// alone are in the order of the kinds' names.
  var classCount: Int? {
    guard let kernel = keras.layers.last(where: { $0.kind == .dense })?.kernel, kernel.rank == 2
    else { return nil }
    return kernel.shape[1]
  }

  /// Whether the file says more of the network than its weights.
  var describesNetwork: Bool { keras.description != nil }

  private let file: String
  private let keras: KerasFile

  init(_ url: URL) throws {
    file = url.path
    keras = try KerasFile(url)
  }

  /// - Throws: `InputError` for a network or a variant that takes no such weights.
  func candidate(
    _ entry: any NetworkEntry.Type, variant: [String: String]
  ) throws -> Architecture {
    guard let form = entry.kerasForm else {
      let known = Networks.entries.filter { $0.kerasForm != nil }.map { $0.name }
      throw InputError(
        file, "is of Keras, whose weights \(known.joined(separator: ", ")) take, not \(entry.name)")
    }
    if let name = variant["variant"], name != form.variant {
      throw InputError(
        "--variant \(name)",
        "takes no weights of Keras; those are of \(form.variant ?? "no variant")")
    }
    var own = variant
    own["variant"] = form.variant
    if let size = keras.inputSize, size.height == size.width, let sizes = entry.sizes,
      own["size"] == nil, sizes.contains(size.width),
      size.width != entry.preprocessing(variant: own).width
    {
      own["size"] = "\(size.width)"
    }
    return Architecture(entry, variant: own)
  }

  /// The weights under a network's own names.
  ///
  /// - Throws: `InputError` that names the first layer that does not fit.
  func tensors(of architecture: Architecture, for model: any TensorLayer) throws
    -> [(name: String, tensor: Tensor)]
  {
    let network = architecture.source
    // Keras 3 calls the kernels of both kinds of convolutions the same.
    let tellsDepthwise = keras.layers.contains { $0.kind == .depthwise }
    let modules = model.modules.compactMap { name, module in
      kind(of: module, tellsDepthwise).map { (name: name, module: module, kind: $0) }
    }
    var found: [(name: String, tensor: Tensor)] = []
    for layer in keras.layers where !Self.kinds.contains(layer.kind) {
      throw problem(network, "its layer \(quoted(layer.name)) is a \(layer.kind.rawValue)")
    }
    for kind in Self.kinds {
      let own = modules.filter { $0.kind == kind }
      let layers = keras.layers.filter { $0.kind == kind }
      for (layer, place) in zip(layers, own) {
        let converter = KerasConverter(
          layer, place.module, channels: channels(before: place, modules))
        guard let tensors = converter.tensors() else {
          throw problem(
            network, "\(quoted(layer.name)) \(converter.difference) and is not \(place.name)")
        }
        found += tensors.map { ("\(place.name).\($0)", $1) }
      }
      if layers.count != own.count {
        throw problem(
          network, "it has \(counted(layers.count, kind.rawValue)) instead of \(own.count)")
      }
    }
    if let description = keras.description,
      let difference = KerasComparison(description).difference(
        from: model.traced(input: architecture.preprocessing.inputShape))
    {
      throw problem(network, difference)
    }
    return found
  }

  private static let kinds: [KerasLayer.Kind] = [
    .convolution, .depthwise, .norm, .dense,
  ]

  private typealias Place = (name: String, module: Module, kind: KerasLayer.Kind)

  private func kind(of module: Module, _ tellsDepthwise: Bool) -> KerasLayer.Kind? {
    switch module {
    case let module as Conv2d: tellsDepthwise && module.groups > 1 ? .depthwise : .convolution
    case is BatchNorm2d: .norm
    case is Linear: .dense
    default: nil
    }
  }

  /// The channels of the images that a dense layer is given; nil if others are before it.
  private func channels(before place: Place, _ modules: [Place]) -> Int? {
    guard place.kind == .dense,
      let index = modules.firstIndex(where: { $0.name == place.name }),
      let last = modules[..<index].last(where: { $0.kind != .norm }),
      let convolution = last.module as? Conv2d
    else { return nil }
    return convolution.weight.shape[0]
  }

  private func problem(_ network: String, _ what: String) -> InputError {
    InputError(file, "does not fit \(network): \(what)")
  }
}
