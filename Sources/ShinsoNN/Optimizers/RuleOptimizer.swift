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

  /// Whether a gradient of zeros changes nothing, so that of a row-sparse gradient the rows that it
  /// has are enough.
  var isIdleWithoutGradient: Bool { false }

  public final func update(_ model: Module, with gradients: Gradients) {
    count += 1
    for (_, parameter) in model.parameters {
      guard !parameter.isFrozen, let gradient = gradients[parameter] else { continue }
      let kept = slots.indices.map { slots[$0].tensor(for: parameter) }
      if case .rows(let rows) = gradient, isIdleWithoutGradient {
        update(parameter, rows.coalesced, kept)
        continue
      }
      let slope = gradient.tensor
      let rule = rule(for: parameter, gradient: slope)
      parameter.update { value in
        value.device.backend.update(value, gradient: slope, slots: kept, rule)
      }
    }
  }

  /// A step on some rows of a table alone: they are taken out, changed and put back.
  private func update(_ parameter: Parameter, _ gradient: RowGradient, _ kept: [Tensor]) {
    if gradient.indices.elementCount == 0 { return }
    let rule = rule(for: parameter, gradient: gradient.values)
    parameter.update { value in
      let backend = value.device.backend
      let rows = ([value] + kept).map { backend.take($0, gradient.indices, axis: 0) }
      backend.update(rows[0], gradient: gradient.values, slots: Array(rows[1...]), rule)
      for (whole, part) in zip([value] + kept, rows) {
        backend.replaceRows(in: whole, at: gradient.indices, with: part)
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
