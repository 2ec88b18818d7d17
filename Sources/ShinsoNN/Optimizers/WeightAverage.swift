import ShinsoTensor

/// A moving average of a model's parameters and buffers, which often performs better than the last
/// values: `average = decay · average + (1 - decay) · value` after each update. Polyak & Juditsky,
/// SIAM J. Control Optim. 30, 1992. PyTorch: `torch.optim.swa_utils.AveragedModel`.
public final class WeightAverage {
  public let decay: Double
  private var averages: [String: Tensor] = [:]
  private var known = Known()

  /// The parameters and buffers of the model that was averaged last. They are kept because finding
  /// them takes as long as the update of a small model, and listed again when the averages are
  /// read.
  private struct Known {
    weak var model: Module?
    var parameters: [(name: String, value: Parameter)] = []
    var buffers: [(name: String, value: Buffer)] = []
  }

  public init(decay: Double = 0.999) { self.decay = decay }

  /// Adds the model's values to the average. The first values become the average.
  public func update(_ model: Module) {
    if known.model !== model { list(model) }
    for (name, parameter) in known.parameters { add(parameter.detached, name) }
    for (name, buffer) in known.buffers { add(buffer.value, name) }
  }

  /// Runs `body` with the averages in place of the model's values.
  public func apply<Result>(to model: Module, _ body: () throws -> Result) rethrows -> Result {
    list(model)
    let parameters = known.parameters.map { ($0.name, $0.value, $0.value.detached) }
    let buffers = known.buffers.map { ($0.name, $0.value, $0.value.value) }
    defer {
      for (_, parameter, value) in parameters { parameter.assign(value) }
      for (_, buffer, value) in buffers { buffer.assign(value) }
    }
    for (name, parameter, value) in parameters { parameter.assign(averages[name] ?? value) }
    for (name, buffer, value) in buffers { buffer.assign(averages[name]?.copied() ?? value) }
    return try body()
  }

  /// Copies of the averages, with the names of ``Module/state``.
  public func state(for model: Module) -> [(name: String, tensor: Tensor)] {
    list(model)
    return (known.parameters.map(\.name) + known.buffers.map(\.name)).compactMap { name in
      averages[name].map { (name, $0.copied()) }
    }
  }

  /// Continues from such averages.
  public func load(_ state: [(name: String, tensor: Tensor)]) {
    averages = Dictionary(
      state.map { ($0.name, $0.tensor.copied()) }, uniquingKeysWith: { $1 })
  }

  private func list(_ model: Module) {
    known = Known(model: model, parameters: model.parameters, buffers: model.buffers)
  }

  /// Updates in place: `average -= (1 - decay)(average - value)`.
  private func add(_ value: Tensor, _ name: String) {
    let backend = value.device.backend
    guard let average = averages[name], backend.computes(in: value.dtype) else {
      averages[name] = value.copied()
      return
    }
    // The model's value keeps its layout.
    backend.convert(average, toLayoutOf: value)
    backend.update(
      average, gradient: value, slots: [], .sgd(rate: 1 - decay, decay: 1, scale: -1))
  }
}
