import ShinsoNN

/// How gradients become updates.
public struct UpdateSettings: Sendable {
  /// Multiplies the optimizer's learning rate.
  public var schedule: Schedule
  /// Batches whose gradients make one update; each counts the same.
  public var accumulation: Int
  /// The longest that all gradients together may be, as one vector; nil: any length.
  public var clipNorm: Double?
  /// The largest that an element of a gradient may be, in either direction, after ``clipNorm``; nil:
  /// any.
  public var clipValue: Double?
  /// The decay of a moving average of the weights, which evaluations and the model files then use,
  /// while training and the model in memory keep the last ones; nil: the last weights everywhere.
  public var weightAverage: Double?
  /// Lowers the rate when the evaluations' loss (if it is to fall) or first metric (if it is to rise)
  /// has stopped improving, besides the schedule.
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
