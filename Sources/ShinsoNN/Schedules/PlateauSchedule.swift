/// Lowers the rate when a metric has stopped to improve, as PyTorch's `ReduceLROnPlateau`: give it
/// the metric after each evaluation and multiply the base rate by ``factor``.
public struct PlateauSchedule: Sendable, Hashable, Codable {
  /// Whether the metric is to fall (a loss) or to rise (an accuracy).
  public enum Direction: String, Sendable, Codable {
    case falling, rising
  }

  /// What changes as metrics come in.
  package struct State: Sendable, Hashable, Codable {
    package var factor = 1.0
    package var best: Double?
    /// Evaluations since then, or since the rate was lowered.
    package var misses = 0
    /// Evaluations that are still not counted.
    package var cooldown = 0

    package init() {}
  }

  public let direction: Direction
  /// What the rate is multiplied by.
  public let gamma: Double
  /// How many evaluations without an improvement are put up with.
  public let patience: Int
  /// By how much a better value must differ from the best: a part of that, or an amount.
  public let threshold: Double
  /// Whether `threshold` is an amount (PyTorch's `threshold_mode="abs"`).
  public let isThresholdAbsolute: Bool
  /// How many evaluations after a lowering are not counted.
  public let cooldown: Int
  /// The factor falls no lower: PyTorch's `min_lr` as a part of the base rate.
  public let minimumFactor: Double
  package var state = State()

  /// The base rate's factor now.
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

  /// Takes in the metric of one evaluation. One that is not finite is no improvement.
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
