/// Lowers the rate when a metric has stopped to improve, as PyTorch's `ReduceLROnPlateau`: give it
/// the metric after each evaluation and multiply the base rate by ``factor``.
public struct PlateauSchedule: Sendable, Hashable, Codable {
  /// Whether the metric is to fall (a loss) or to rise (an accuracy).
  public enum Direction: String, Sendable, Codable {
    case falling, rising
  }

  public let direction: Direction
  /// What the rate is multiplied by.
  public let gamma: Double
  /// How many evaluations without an improvement are put up with.
  public let patience: Int
  /// The part of the best value by which a better one must differ.
  public let threshold: Double
  /// The base rate's factor now.
  public private(set) var factor = 1.0
  private var best: Double?
  private var misses = 0

  public init(
    _ direction: Direction = .falling, gamma: Double = 0.1, patience: Int = 10,
    threshold: Double = 1e-4
  ) {
    self.direction = direction
    self.gamma = gamma
    self.patience = patience
    self.threshold = threshold
  }

  /// Takes in the metric of one evaluation.
  public mutating func update(_ metric: Double) {
    let isBetter =
      best.map { best in
        direction == .falling
          ? metric < best * (1 - threshold) : metric > best * (1 + threshold)
      } ?? !metric.isNaN
    if isBetter {
      best = metric
      misses = 0
      return
    }
    misses += 1
    if misses > patience {
      factor *= gamma
      misses = 0
    }
  }
}
