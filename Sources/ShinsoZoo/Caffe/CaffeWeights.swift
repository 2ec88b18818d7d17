import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// The weights in a `.caffemodel` for a network of the registry.
struct CaffeWeights {
  private let file: String
  private let net: CaffeNet

  /// - Throws: `InputError` for a file that is none of Caffe's.
  init(_ url: URL) throws {
    file = url.path
    net = try CaffeNet(caffemodel: url)
  }

  /// The form that the file may be of: Caffe's published ones, by the order of its layers, or for a
  /// network without any that of its own names.
  ///
  /// - Parameter variant: nil for any.
  /// - Throws: `InputError` that tells how the file differs from all of them.
  func forms(of entry: any NetworkEntry.Type, variant: String?) throws -> [CaffeForm] {
    if entry.caffeForms.isEmpty { return [CaffeForm(variant: variant)] }
    let forms = entry.caffeForms.filter { variant == nil || $0.variant == variant }
    guard !forms.isEmpty else {
      let known = entry.caffeForms.compactMap(\.variant).joined(separator: ", ")
      throw InputError(
        "--variant \(variant ?? "")",
        "has no weights in Caffe's files; those of Caffe are of \(known)")
    }
    let places = Dictionary(net.layers.enumerated().map { ($1.name, $0) }) { first, _ in first }
    let fitting = forms.filter { form in
      let order = form.order.compactMap { places[$0] }
      return order == order.sorted()
    }
    if fitting.isEmpty, let form = forms.first {
      throw problem(
        of: entry, "it does not have its layers in the order \(form.order.joined(separator: ", "))")
    }
    return fitting
  }

  /// The weights under a network's own names.
  ///
  /// - Throws: `InputError` that names the layer that is not as in the network.
  func tensors(
    _ form: CaffeForm, of entry: any NetworkEntry.Type, for model: any TensorLayer
  ) throws -> [(name: String, tensor: Tensor)] {
    let modules = Dictionary(model.modules.map { ($0.name, $0.value) }) { first, _ in first }
    let layers = net.layers.filter { !$0.blobs.isEmpty }
    let renamed = Set(form.modules.values)
    // A name from here is none there if what it stands for here has another there.
    func module(_ layer: CaffeLayer) -> String? {
      form.modules[layer.name] ?? (renamed.contains(layer.name) ? nil : layer.name)
    }
    guard layers.contains(where: { module($0).map { modules[$0] != nil } == true }) else {
      throw InputError(
        file,
        "has other layers than \(entry.name); put it into a folder with its .prototxt, and name that"
      )
    }
    var found: [(name: String, tensor: Tensor)] = []
    // Of convolutions that have none here, by what they make.
    var biases: [String: Tensor] = [:]
    for layer in layers {
      guard let name = module(layer) else {
        throw problem(of: entry, "it has a layer \(layer.name)")
      }
      if let difference = difference(layer, modules[name]) {
        throw problem(of: entry, "\(layer.name) \(difference)")
      }
      switch layer.type {
      case "BatchNorm":
        found += try statistics(layer, bias: layer.bottoms.first.flatMap { biases[$0] })
          .map { ("\(name).\($0)", $1) }
        for bottom in layer.bottoms { biases[bottom] = nil }
      case "Convolution", "Deconvolution", "InnerProduct", "Scale":
        var blobs = layer.blobs
        if let conv = modules[name] as? Conv2d, conv.bias == nil, blobs.count == 2,
          let top = layer.tops.first
        {
          biases[top] = blobs.removeLast()
        }
        found += zip(["weight", "bias"], blobs).map { ("\(name).\($0)", $1) }
      default: throw problem(of: entry, "\(layer.name) is of the type \(layer.type)")
      }
    }
    if let top = biases.keys.sorted().first {
      throw problem(of: entry, "\(top) has a bias that no normalization takes in")
    }
    return Self.withoutOuterOnes(found, of: model)
  }

  /// Caffe's sums of means and variances over the number that divides them. A bias before a
  /// normalization is the same as a mean that is smaller by it.
  private func statistics(
    _ layer: CaffeLayer, bias: Tensor?
  ) throws -> [(name: String, tensor: Tensor)] {
    guard layer.blobs.count == 3, layer.blobs[2].elementCount == 1 else {
      throw InputError(
        file, "layer \(quoted(layer.name)) has \(layer.blobs.count) blobs; a BatchNorm has three")
    }
    let divisor = layer.blobs[2].item()
    let factor = divisor == 0 ? 0 : 1 / divisor
    return try withoutGradients {
      var mean = layer.blobs[0] * factor
      if let bias {
        guard bias.elementCount == mean.elementCount else {
          throw InputError(
            file, "layer \(quoted(layer.name)) normalizes other channels than those before it")
        }
        mean = mean.reshaped([mean.elementCount]) - bias.reshaped([bias.elementCount])
      }
      return [("runningMean", mean), ("runningVariance", layer.blobs[1] * factor)]
    }
  }

  /// In what a layer computes something else than the module with its weights; nil: in nothing.
  private func difference(_ layer: CaffeLayer, _ module: Module?) -> String? {
    if let conv = module as? Conv2d, layer.type == "Convolution",
      let window = try? CaffeWindow(layer, file: file)
    {
      for (what, theirs, own) in [
        ("kernel", "\(window.kernel)", "\(conv.kernelSize)"),
        ("stride", "\(window.stride)", "\(conv.stride)"),
        ("padding", "\(window.padding)", "\(conv.padding.sides)"),
        ("dilation", "\(window.dilation)", "\(conv.dilation)"),
        ("number of groups", "\(layer.groups)", "\(conv.groups)"),
      ] where theirs != own {
        return "has the \(what) \(theirs), not \(own)"
      }
    }
    if let norm = module as? BatchNorm2d, layer.type == "BatchNorm",
      abs(layer.normEpsilon - norm.epsilon) > 1e-3 * norm.epsilon
    {
      return "has the epsilon \(Float(layer.normEpsilon)), not \(Float(norm.epsilon))"
    }
    return nil
  }

  private func problem(of entry: any NetworkEntry.Type, _ difference: String) -> InputError {
    InputError(
      file,
      "is not \(entry.name) as it is here: \(difference); put it into a folder with its .prototxt, "
        + "and name that")
  }

  /// Caffe's first versions gave every blob four extents, the first ones 1.
  private static func withoutOuterOnes(
    _ tensors: [(name: String, tensor: Tensor)], of model: any TensorLayer
  ) -> [(name: String, tensor: Tensor)] {
    let shapes = Dictionary(model.state.map { ($0.name, $0.tensor.shape) }) { first, _ in first }
    return tensors.map { name, tensor in
      guard let shape = shapes[name], tensor.rank > shape.rank else { return (name, tensor) }
      let extra = tensor.rank - shape.rank
      let isPadded = tensor.shape.dims.prefix(extra).allSatisfy { $0 == 1 }
      return (
        name, isPadded ? tensor.reshaped(Shape(Array(tensor.shape.dims.dropFirst(extra)))) : tensor
      )
    }
  }
}

extension CaffeLayer {
  fileprivate var groups: Int { Int(parameter.convolutionParam.group) }
  fileprivate var normEpsilon: Double { Double(parameter.batchNormParam.eps) }
}

extension Padding {
  /// The zeros on each side, where they are the same for every input.
  fileprivate var sides: String {
    if case .explicit(let padding) = self { return "\(padding)" }
    return "same"
  }
}
