import ShinsoTensor

/// The common base of the optimizers here, which apply one of the backend's rules to every
/// parameter and keep the rule's tensors for it.
public class RuleOptimizer: Optimizer {
  public final var learningRate: Double
  private let slotNames: [String]
  private let countsSteps: Bool
  private var kept: [LeafID: Kept] = [:]
  private var known = Known()

  /// The state of one parameter.
  private struct Kept {
    /// The tensors, in the order of the slots' names.
    let slots: [Tensor]
    /// The number of steps made. Each parameter has its own count because it may be frozen for a
    /// while.
    var steps = 0

    mutating func nextStep() -> Int {
      steps += 1
      return steps
    }
  }

  /// The parameters of the model that was updated last. They are kept because finding them takes as
  /// long as the update of a small model.
  private struct Known {
    weak var model: Module?
    var parameters: [Parameter] = []
    var leaves: Set<LeafID> = []
  }

  private static let stepsName = "steps"

  init(learningRate: Double, slots: [String], countsSteps: Bool = false) {
    self.learningRate = learningRate
    slotNames = slots
    self.countsSteps = countsSteps
  }

  /// The rule for step number `step`, from 1, of a parameter, with its factors applied.
  func rule(for parameter: Parameter, gradient: Tensor, step: Int) -> UpdateRule {
    preconditionFailure("\(type(of: self)) has no rule")
  }

  /// Whether a gradient of zeros changes nothing in a parameter, so that only the rows of a
  /// row-sparse gradient need to be updated.
  func isIdleWithoutGradient(_ parameter: Parameter) -> Bool { false }

  public final func update(_ model: Module, with gradients: Gradients) {
    for parameter in parameters(of: model, with: gradients) {
      guard !parameter.isFrozen, let gradient = gradients[parameter] else { continue }
      let step = kept[parameter.leaf, default: zeros(for: parameter)].nextStep()
      let slots = kept[parameter.leaf]?.slots ?? []
      if case .rows(let rows) = gradient, isIdleWithoutGradient(parameter) {
        update(parameter, rows.coalesced, slots, step)
        continue
      }
      let slope = gradient.tensor
      let rule = rule(for: parameter, gradient: slope, step: step)
      parameter.update { value in
        value.device.backend.update(value, gradient: slope, slots: slots, rule)
      }
    }
  }

  /// Searches again if there is a gradient of an unknown parameter: the model may have a new part.
  private func parameters(of model: Module, with gradients: Gradients) -> [Parameter] {
    if known.model !== model || !gradients.leaves.allSatisfy(known.leaves.contains) {
      let parameters = model.parameters.map(\.value)
      known = Known(
        model: model, parameters: parameters, leaves: Set(parameters.map(\.leaf)))
    }
    return known.parameters
  }

  private func zeros(for parameter: Parameter) -> Kept {
    let value = parameter.detached
    return Kept(
      slots: slotNames.map { _ in .zeros(value.shape, dtype: value.dtype, on: value.device) })
  }

  /// Updates only some rows of a table: they are copied, changed and written back.
  private func update(
    _ parameter: Parameter, _ gradient: RowGradient, _ slots: [Tensor], _ step: Int
  ) {
    if gradient.indices.elementCount == 0 { return }
    let rule = rule(for: parameter, gradient: gradient.values, step: step)
    parameter.update { value in
      let backend = value.device.backend
      let rows = ([value] + slots).map { backend.take($0, gradient.indices, axis: 0) }
      backend.update(rows[0], gradient: gradient.values, slots: Array(rows[1...]), rule)
      for (whole, part) in zip([value] + slots, rows) {
        backend.replaceRows(in: whole, at: gradient.indices, with: part)
      }
    }
  }
}

extension RuleOptimizer {
  public final func state(for model: Module) -> [(name: String, tensor: Tensor)] {
    model.parameters.flatMap { name, parameter -> [(name: String, tensor: Tensor)] in
      guard let kept = kept[parameter.leaf] else { return [] }
      let steps = countsSteps ? [("\(Self.stepsName)/\(name)", Tensor([Int64(kept.steps)]))] : []
      return zip(slotNames, kept.slots).map { ("\($0)/\(name)", $1) } + steps
    }
  }

  public final func load(_ state: [String: Tensor], for model: Module) throws(InputError) {
    var rest = state
    var loaded: [LeafID: Kept] = [:]
    for (name, parameter) in model.parameters {
      let names = (slotNames + (countsSteps ? [Self.stepsName] : [])).map { "\($0)/\(name)" }
      let tensors = names.compactMap { rest.removeValue(forKey: $0) }
      if tensors.isEmpty { continue }
      guard tensors.count == names.count else {
        let missing = names.filter { state[$0] == nil }.joined(separator: ", ")
        throw problem("it lacks \(missing)")
      }
      let value = parameter.detached
      for (slot, tensor) in zip(names, tensors).prefix(slotNames.count) {
        guard tensor.shape == value.shape, tensor.dtype == value.dtype else {
          throw problem(
            "\(slot) is \(tensor.dtype) of shape \(tensor.shape), "
              + "not \(value.dtype) of shape \(value.shape)")
        }
      }
      let slots = tensors.prefix(slotNames.count).map { $0.to(value.device).copied() }
      loaded[parameter.leaf] = Kept(
        slots: slots, steps: countsSteps ? try steps(tensors[slotNames.count], name) : 0)
    }
    if let unexpected = rest.keys.min() { throw problem("\(unexpected) is not part of it") }
    kept = loaded
  }

  private func steps(_ tensor: Tensor, _ name: String) throws(InputError) -> Int {
    guard tensor.dtype == .int64, tensor.elementCount == 1,
      case let steps = tensor.scalars(as: Int64.self)[0], steps >= 0
    else { throw problem("the steps of \(name) are not a number from 0") }
    return Int(steps)
  }

  private func problem(_ text: String) -> InputError {
    InputError("optimizer state", "is not that of \(type(of: self)) for this model: \(text)")
  }
}
