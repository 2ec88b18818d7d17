/// Lowers the rate when a metric has stopped improving, like PyTorch's `ReduceLROnPlateau`. Pass it
/// the metric after each evaluation and multiply the base rate by ``factor``.
public struct PlateauSchedule: Sendable, Hashable, Codable {
  /// Whether the metric should fall, like a loss, or rise, like an accuracy.
  public enum Direction: String, Sendable, Codable {
    case falling, rising
  }

  /// The state that changes with each metric.
  package struct State: Sendable, Hashable, Codable {
    package var factor = 1.0
    package var best: Double?
    /// The number of evaluations since then, or since the rate was lowered.
    package var misses = 0
    /// The number of evaluations that will not be counted yet.
    package var cooldown = 0

    package init() {}
  }

  public let direction: Direction
  /// The factor by which the rate is lowered.
  public let gamma: Double
  /// The number of evaluations without an improvement that are tolerated.
  public let patience: Int
  /// How much better than the best value a value must be: a fraction of the best value, or an
  /// amount.
  public let threshold: Double
  /// Whether `threshold` is an amount (PyTorch's `threshold_mode="abs"`).
  public let isThresholdAbsolute: Bool
  /// The number of evaluations that are not counted after the rate was lowered.
  public let cooldown: Int
  /// The lowest factor: PyTorch's `min_lr` as a fraction of the base rate.
  public let minimumFactor: Double
  package var state = State()

  /// The current factor of the base rate.
  public var factor: Double { state.factor }

  public init(
    _ direction: Direction = .falling, gamma: Double = 0.1, patience: Int = 10,
    threshold: Double = 1e-4, isThresholdAbsolute: Bool = false, cooldown: Int = 0,
    minimumFactor: Double = 0
  ) {
    self.direction = direction
    self.gamma = gamma
    self.patience = patience
    self.threshold = threshold
    self.isThresholdAbsolute = isThresholdAbsolute
    self.cooldown = cooldown
    self.minimumFactor = minimumFactor
  }

  /// Takes the metric of an evaluation into account. A metric that is not finite is not an improvement.
  public mutating func update(_ metric: Double) {
    if metric.isFinite, state.best.map({ isBetter(metric, than: $0) }) ?? true {
      state.best = metric
      state.misses = 0
    } else {
      state.misses += 1
    }
    if state.cooldown > 0 {
      state.cooldown -= 1
      state.misses = 0
    }
    if state.misses > patience {
      state.factor = max(state.factor * gamma, min(state.factor, minimumFactor))
      state.cooldown = cooldown
      state.misses = 0
    }
  }

  private func isBetter(_ metric: Double, than best: Double) -> Bool {
    let sign = direction == .falling ? -1.0 : 1.0
    let bound =
      isThresholdAbsolute ? best + sign * threshold : best * (1 + sign * threshold)
    return sign * metric > sign * bound
  }
}
