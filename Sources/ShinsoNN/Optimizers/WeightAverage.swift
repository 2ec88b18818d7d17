import ShinsoTensor

/// A moving average of a model's parameters and buffers, which often does better than the last
/// values: `average = decay · average + (1 - decay) · value` after each update. Polyak & Juditsky,
/// SIAM J. Control Optim. 30, 1992. PyTorch: `torch.optim.swa_utils.AveragedModel`.
public final class WeightAverage {
  public let decay: Double
  private var averages: [String: Tensor] = [:]

  public init(decay: Double = 0.999) { self.decay = decay }

  /// Takes in the model's values; the first time they are the average.
  public func update(_ model: Module) {
    withoutGradients {
      for (name, value) in model.state {
        guard value.dtype.isFloatingPoint, let average = averages[name] else {
          averages[name] = value.copied()
          continue
        }
        averages[name] = average * decay + value * (1 - decay)
      }
    }
  }

  /// Runs `body` while the model has the averages in place of its values.
  public func apply<Result>(to model: Module, _ body: () throws -> Result) rethrows -> Result {
    let parameters = model.parameters.map { ($0.name, $0.value, $0.value.value) }
    let buffers = model.buffers.map { ($0.name, $0.value, $0.value.value) }
    defer {
      for (_, parameter, value) in parameters { parameter.assign(value) }
      for (_, buffer, value) in buffers { buffer.assign(value) }
    }
    for (name, parameter, value) in parameters { parameter.assign(averages[name] ?? value) }
    for (name, buffer, value) in buffers { buffer.assign(averages[name] ?? value) }
    return try body()
  }

  /// The averages by the names of ``Module/state``.
  public func state(for model: Module) -> [(name: String, tensor: Tensor)] {
    model.state.compactMap { name, _ in averages[name].map { (name, $0) } }
  }

  /// Goes on from such averages.
  public func load(_ state: [(name: String, tensor: Tensor)]) {
    averages = Dictionary(
      state.map { ($0.name, $0.tensor.copied()) }, uniquingKeysWith: { $1 })
  }
}
