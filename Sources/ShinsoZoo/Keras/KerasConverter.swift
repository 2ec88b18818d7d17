import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// A layer of Keras as one of ours.
struct KerasConverter {
  private let layer: KerasLayer
  private let module: Module
  /// Of the images before a dense layer: Keras flattens them with the channels last.
  private let channels: Int?

  init(_ layer: KerasLayer, _ module: Module, channels: Int?) {
    (self.layer, self.module, self.channels) = (layer, module, channels)
  }

  /// What it is, for a message.
  var difference: String {
    var words: [String] = []
    for (name, tensor) in layer.weights.sorted(by: { $0.key < $1.key }) {
      words.append("\(name) \(tensor.shape)")
    }
    if let padding = layer.settings?.padding {
      words.append("padding \(padding)" + (layer.settings?.margins.map { " after \($0)" } ?? ""))
    }
    if let dilation = layer.settings?.dilation, dilation != [1, 1] {
      words.append("dilation \(dilation)")
    }
    if let strides = layer.settings?.strides { words.append("strides \(strides)") }
    if let epsilon = layer.settings?.epsilon { words.append("ε \(epsilon)") }
    return "has \(words.joined(separator: ", "))"
  }

  /// The weights by their names in the module; nil if they do not fit it.
  func tensors() -> [(name: String, tensor: Tensor)]? {
    switch module {
    case let module as Conv2d: convolution(module)
    case let module as BatchNorm2d: norm(module)
    case let module as Linear: dense(module)
    default: nil
    }
  }

  private func convolution(_ module: Conv2d) -> [(name: String, tensor: Tensor)]? {
    guard let kernel = layer.kernel, kernel.rank == 4 else { return nil }
    if let strides = layer.settings?.strides,
      strides != [module.stride.height, module.stride.width]
    {
      return nil
    }
    if let dilation = layer.settings?.dilation,
      dilation != [module.dilation.height, module.dilation.width]
    {
      return nil
    }
    guard hasPadding(of: module) else { return nil }
    let (height, width, inputs, outputs) = (
      kernel.shape[0], kernel.shape[1], kernel.shape[2], kernel.shape[3]
    )
    // [H, W, C, M], M outputs for each input.
    let isDepthwise = module.groups > 1 && inputs == module.groups
    let weight =
      isDepthwise
      ? kernel.permuted(2, 3, 0, 1).reshaped([inputs * outputs, 1, height, width])
      : kernel.permuted(3, 2, 0, 1)
    return checked([
      ("weight", weight, module.weight), ("bias", layer.weights["bias"], module.bias),
    ])
  }

  /// Whether zeros lie around pictures as in the module. TensorFlow puts the larger half of `same`
  /// behind a picture, so that for strides above 1 it is no padding that is given by numbers.
  private func hasPadding(of module: Conv2d) -> Bool {
    guard let padding = layer.settings?.padding else { return true }
    let kernel = module.kernelSize
    if kernel == Size2d(1), layer.settings?.margins == nil { return true }
    let margins = layer.settings?.margins ?? [0, 0, 0, 0]
    guard margins.count == 4, margins.allSatisfy({ (0...1 << 16).contains($0) }) else {
      return false
    }
    switch module.padding {
    case .same:
      let isWhole =
        margins[0] + margins[1] < kernel.height && margins[2] + margins[3] < kernel.width
      return padding == "same"
        ? margins.allSatisfy { $0 == 0 } : margins.contains { $0 > 0 } && isWhole
    case .explicit(let own):
      let sides = [own.top, own.bottom, own.left, own.right]
      if padding == "valid" { return margins == sides }
      let (height, width) = (
        (kernel.height - 1) * module.dilation.height, (kernel.width - 1) * module.dilation.width
      )
      return margins.allSatisfy { $0 == 0 } && module.stride == Size2d(1)
        && sides == [height / 2, height - height / 2, width / 2, width - width / 2]
    }
  }

  private func dense(_ module: Linear) -> [(name: String, tensor: Tensor)]? {
    guard let kernel = layer.kernel, kernel.rank == 2 else { return nil }
    var weight = kernel.permuted(1, 0)
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    if let channels, channels > 0, inputs > channels, inputs % channels == 0 {
      weight = weight.reshaped([outputs, inputs / channels, channels]).permuted(0, 2, 1)
        .reshaped([outputs, inputs])
    }
    return checked([
      ("weight", weight, module.weight), ("bias", layer.weights["bias"], module.bias),
    ])
  }

  private func norm(_ module: BatchNorm2d) -> [(name: String, tensor: Tensor)]? {
    let weights = layer.weights
    guard let mean = weights["moving_mean"], let variance = weights["moving_variance"],
      mean.shape == module.runningMean.value.shape, variance.shape == mean.shape
    else { return nil }
    // The file has it as a decimal number.
    if let epsilon = layer.settings?.epsilon, abs(epsilon - module.epsilon) > 1e-3 * epsilon {
      return nil
    }
    return checked([
      ("weight", weights["gamma"] ?? .ones(mean.shape), module.weight),
      ("bias", weights["beta"] ?? .zeros(mean.shape), module.bias),
    ]).map { $0 + [("runningMean", mean), ("runningVariance", variance)] }
  }

  /// nil unless there is a weight of the right shape for each parameter and no other.
  private func checked(
    _ weights: [(name: String, tensor: Tensor?, parameter: Parameter?)]
  ) -> [(name: String, tensor: Tensor)]? {
    var found: [(name: String, tensor: Tensor)] = []
    for (name, tensor, parameter) in weights {
      switch (tensor, parameter) {
      case (let tensor?, let parameter?) where tensor.shape == parameter.shape:
        found.append((name, tensor))
      case (nil, nil): break
      default: return nil
      }
    }
    return found
  }
}
