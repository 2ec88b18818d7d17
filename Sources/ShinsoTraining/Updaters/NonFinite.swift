import ShinsoNN
import ShinsoTensor

/// Finds where a network's numbers stop being finite.
enum NonFinite {
  /// The first module, in the order in which they finish, whose output is not finite; nil if all
  /// are finite.
  ///
  /// - Parameters:
  ///   - batch: the network's input: a tensor, or a struct that contains tensors.
  ///   - pass: runs the network on the batch.
  static func source(in model: Module, _ batch: Any, pass: () -> Void) -> String? {
    withoutGradients {
      if !tensors(in: batch).allSatisfy(isFinite) { return "the input is not finite" }
      var first: String?
      let hooks = model.modules.map { name, module in
        let hook = module.onForward { _, output in
          guard first == nil, !tensors(in: output).allSatisfy(isFinite) else { return }
          first = name.isEmpty ? "the output" : "the output of \(name)"
        }
        return (module, hook)
      }
      defer { for (module, hook) in hooks { module.removeHook(hook) } }
      pass()
      return first.map { "\($0) is not finite" }
    }
  }

  /// The parameter whose gradient is not finite. If there are several, the last one, which the
  /// backward pass reached first.
  static func source(in model: Module, _ gradients: Gradients) -> String? {
    model.parameters.last { _, parameter in
      gradients[parameter].map { !isFinite($0.tensor) } ?? false
    }?.name
  }

  /// The tensors of an output, which may be a tensor, or a tuple, list or struct that contains
  /// tensors.
  private static func tensors(in output: Any) -> [Tensor] {
    if let tensor = output as? Tensor { return [tensor] }
    let mirror = Mirror(reflecting: output)
    // Objects may form reference cycles.
    return mirror.displayStyle == .class ? [] : mirror.children.flatMap { tensors(in: $0.value) }
  }

  private static func isFinite(_ x: Tensor) -> Bool {
    guard x.dtype.isFloatingPoint else { return true }
    // Multiplying finite numbers by 0 gives a sum of 0; anything else becomes NaN.
    return (x.detached * 0).sum().item() == 0
  }
}
