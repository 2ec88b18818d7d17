import ShinsoNN
import ShinsoTensor

/// Numbers that show whether a layer learns: the size of its weights, gradients and activations.
struct LayerNumbers: Codable, Sendable, Hashable {
  /// The root mean square of a parameter.
  var weight: Double?
  /// The root mean square of a parameter's gradient.
  var gradient: Double?
  /// The mean of a module's output; `activationDeviation` is its standard deviation.
  var activationMean: Double?
  var activationDeviation: Double?
  /// The index of the parameter or module in the network's order.
  var place: Int?
}

/// What one update showed.
struct LayerReport: Codable {
  /// By the name of a parameter or a module.
  let layers: [String: LayerNumbers]
  /// The norm of all gradients together.
  let gradientNorm: Double?
}

/// Observes one forward pass through a network.
final class LayerStatistics {
  private let model: Module
  private var hooks: [(Module, Hook)] = []
  private var found: [String: LayerNumbers] = [:]

  /// Hooks every module that has no submodules; `stop` removes the hooks.
  init(_ model: Module) {
    self.model = model
    let modules = model.modules
    for (place, (name, module)) in modules.enumerated()
    where !modules.contains(where: { $0.name.hasPrefix(name.isEmpty ? "." : name + ".") })
      && !name.isEmpty
    {
      let hook = module.onForward { [self] _, output in
        guard let y = output as? Tensor, y.dtype.isFloatingPoint else { return }
        withoutGradients {
          // Read a copy. Reading the output itself would convert it to the plain memory layout, and
          // the next layer's kernel for that layout rounds differently.
          let copy = y.detached * 1
          let mean = copy.mean().item()
          let square = copy.square().mean().item()
          found[name] = LayerNumbers(
            activationMean: mean,
            activationDeviation: max(square - mean * mean, 0).squareRoot(), place: place)
        }
      }
      hooks.append((module, hook))
    }
  }

  /// The statistics of the pass, with the gradients that resulted from it.
  func report(_ gradients: Gradients, norm: Double?) -> LayerReport {
    withoutGradients {
      for (place, (name, parameter)) in model.parameters.enumerated() {
        found[name] = LayerNumbers(
          weight: rootMeanSquare(parameter.detached),
          gradient: gradients[parameter].map { rootMeanSquare($0.tensor) }, place: place)
      }
    }
    return LayerReport(layers: found, gradientNorm: norm)
  }

  func stop() {
    for (module, hook) in hooks { module.removeHook(hook) }
    hooks = []
  }

  private func rootMeanSquare(_ x: Tensor) -> Double {
    x.elementCount == 0 ? 0 : x.square().mean().item().squareRoot()
  }
}
