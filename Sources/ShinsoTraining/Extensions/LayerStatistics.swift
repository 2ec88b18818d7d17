import ShinsoNN
import ShinsoTensor

/// Numbers that tell whether a layer learns: how large its weights, gradients and activations are.
struct LayerNumbers: Codable, Sendable, Hashable {
  /// Of a parameter: the root of the mean square.
  var weight: Double?
  /// Of a parameter's gradient: the root of the mean square.
  var gradient: Double?
  /// Of a module's output: mean and standard deviation.
  var activationMean: Double?
  var activationDeviation: Double?
  /// The number of the parameter, or of the module, in the network's order.
  var place: Int?
}

/// What one update showed.
struct LayerReport: Codable {
  /// By the name of a parameter or a module.
  let layers: [String: LayerNumbers]
  /// The length of all gradients together.
  let gradientNorm: Double?
}

/// Watches one pass through a network.
final class LayerStatistics {
  private let model: Module
  private var hooks: [(Module, Hook)] = []
  private var found: [String: LayerNumbers] = [:]

  /// Hooks every part that has no parts of its own; `stop` takes the hooks away.
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
          // Of a copy: reading the output itself would bring it into plain order, and the next
          // layer's kernel for that order rounds differently.
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

  /// What the pass showed, with the gradients that came of it.
  func report(_ gradients: Gradients, norm: Double?) -> LayerReport {
    withoutGradients {
      for (place, (name, parameter)) in model.parameters.enumerated() {
        found[name] = LayerNumbers(
          weight: rootMeanSquare(parameter.value),
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
