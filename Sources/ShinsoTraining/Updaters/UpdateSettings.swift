import ShinsoNN

/// How gradients are turned into updates.
public struct UpdateSettings: Sendable {
  /// Multiplies the optimizer's learning rate.
  public var schedule: Schedule
  /// The number of batches whose gradients make one update, all with the same weight.
  public var accumulation: Int
  /// The maximum norm of all gradients together, as one vector; nil for no limit.
  public var clipNorm: Double?
  /// The maximum absolute value of a gradient element, applied after ``clipNorm``; nil for no
  /// limit.
  public var clipValue: Double?
  /// The decay of a moving average of the weights. Evaluations and the model files use the average,
  /// while training and the model in memory keep the current weights. nil for no average.
  public var weightAverage: Double?
  /// Lowers the rate, in addition to the schedule, when the loss of the evaluations (if lower is
  /// better) or their first metric (if higher is better) has stopped improving.
  public var plateau: PlateauSchedule?

  public init(
    schedule: Schedule = .constant, accumulation: Int = 1, clipNorm: Double? = nil,
    clipValue: Double? = nil, weightAverage: Double? = nil, plateau: PlateauSchedule? = nil
  ) {
    self.schedule = schedule
    self.accumulation = accumulation
    self.clipNorm = clipNorm
    self.clipValue = clipValue
    self.weightAverage = weightAverage
    self.plateau = plateau
  }
}
