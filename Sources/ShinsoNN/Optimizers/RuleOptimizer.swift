import ShinsoTensor

/// What the optimizers here share: one of the backend's rules for every parameter, and tensors that
/// it keeps beside the parameter.
public class RuleOptimizer: Optimizer {
  public final var learningRate: Double
  private let slotNames: [String]
  private let countsSteps: Bool
  private var slots: [ParameterSlots]
  /// Steps made so far.
  final private(set) var count = 0

  init(learningRate: Double, slots: [String], countsSteps: Bool = false) {
    self.learningRate = learningRate
    slotNames = slots
    self.countsSteps = countsSteps
    self.slots = slots.map { _ in ParameterSlots() }
  }

  /// The rule for the next step of one parameter, its factors applied.
  func rule(for parameter: Parameter, gradient: Tensor) -> UpdateRule {
    preconditionFailure("\(type(of: self)) has no rule")
  }

  public final func update(_ model: Module, with gradients: Gradients) {
    count += 1
    for (_, parameter) in model.parameters {
      guard !parameter.isFrozen, let gradient = gradients[parameter]?.tensor else { continue }
      let rule = rule(for: parameter, gradient: gradient)
      let kept = slots.indices.map { slots[$0].tensor(for: parameter) }
      parameter.update { value in
        value.device.backend.update(value, gradient: gradient, slots: kept, rule)
      }
    }
  }

  public final func state(for model: Module) -> [(name: String, tensor: Tensor)] {
    let kept = model.parameters.flatMap { name, parameter in
      zip(slotNames, slots).compactMap { slot, tensors in
        tensors.existing(for: parameter).map { ("\(slot)/\(name)", $0) }
      }
    }
    return (countsSteps ? [("count", Tensor([Int64(count)]))] : []) + kept
  }

  public final func load(_ state: [String: Tensor], for model: Module) throws(InputError) {
    if countsSteps {
      guard let count = state["count"], count.elementCount == 1 else {
        throw InputError(
          "optimizer state", "is not that of \(type(of: self)): it has no count of steps")
      }
      self.count = Int(count.scalars(as: Int64.self)[0])
    }
    slots = slotNames.map { _ in ParameterSlots() }
    for (name, parameter) in model.parameters {
      for (index, slot) in slotNames.enumerated() {
        guard let tensor = state["\(slot)/\(name)"] else { continue }
        if tensor.shape != parameter.shape {
          throw InputError(
            "optimizer state", "\(name) has shape \(tensor.shape), not \(parameter.shape)")
        }
        slots[index].set(tensor.copied(), for: parameter)
      }
    }
  }
}
