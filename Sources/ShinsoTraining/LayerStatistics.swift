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
}

/// Watches one pass through a network.
final class LayerStatistics {
  private let model: Module
  private var hooks: [(Module, Hook)] = []
  private var found: [String: LayerNumbers] = [:]

  /// Hooks every part that has no parts of its own; `numbers` takes the hooks away.
  init(_ model: Module) {
    self.model = model
    let modules = model.modules
    for (name, module) in modules
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
          found[name, default: LayerNumbers()].activationMean = mean
          found[name, default: LayerNumbers()].activationDeviation =
            max(square - mean * mean, 0).squareRoot()
        }
      }
      hooks.append((module, hook))
    }
  }

  /// What the pass showed, with the gradients that came of it.
  func numbers(_ gradients: Gradients) -> [String: LayerNumbers] {
    for (module, hook) in hooks { module.removeHook(hook) }
    hooks = []
    withoutGradients {
      for (name, parameter) in model.parameters {
        var numbers = LayerNumbers()
        numbers.weight = rootMeanSquare(parameter.value)
        numbers.gradient = gradients[parameter].map { rootMeanSquare($0.tensor) }
        found[name] = numbers
      }
    }
    return found
  }

  private func rootMeanSquare(_ x: Tensor) -> Double {
    x.elementCount == 0 ? 0 : x.square().mean().item().squareRoot()
  }
}

/// Finds where a network's numbers stop being finite.
enum NonFinite {
  /// The first parameter, or else the first part whose output is not finite on `samples`; nil if
  /// all is finite.
  static func source(in model: any TensorLayer, _ samples: Tensor) -> String? {
    withoutGradients {
      for (name, parameter) in model.parameters where !isFinite(parameter.value) {
        return "the parameter \(name) is not finite any more"
      }
      if !isFinite(samples) { return "the input is not finite" }
      var first: String?
      // Parts end before what they are part of.
      let hooks = model.modules.map { name, module in
        let hook = module.onForward { _, output in
          guard first == nil, let y = output as? Tensor, !isFinite(y) else { return }
          first = name.isEmpty ? "the output" : "the output of \(name)"
        }
        return (module, hook)
      }
      defer { for (module, hook) in hooks { module.removeHook(hook) } }
      _ = model(samples)
      return first.map { "\($0) is not finite" }
    }
  }

  private static func isFinite(_ x: Tensor) -> Bool {
    guard x.dtype.isFloatingPoint else { return true }
    // The sum of zeros of finite numbers; anything else becomes NaN on the way.
    return (x.detached * 0).sum().item() == 0
  }
}
