/// The default training settings of a system, as in its paper.
public struct Recipe: Sendable {
  public enum Length: Sendable {
    case epochs(Int)
    case updates(Int)
  }

  public var optimizer: OptimizerKind
  public var learningRate: Double
  public var momentum: Double?
  public var weightDecay: Double
  public var schedule: ScheduleKind
  public var batchSize: Int
  public var length: Length
  /// The maximum gradient norm.
  public var clipNorm: Double?
  /// Of a classifier: the part of each label that is spread over all classes.
  public var labelSmoothing: Double
  /// Where in the run, from 0 to 1, the schedule `step` divides the rate by ten.
  public var milestones: [Double]
  /// The decay of a moving average of the weights, which is evaluated and saved in their place.
  public var average: Double?
  /// The training ends after so many evaluations without progress.
  public var patience: Int?

  /// After each third.
  public static let thirds = [1.0 / 3, 2.0 / 3]

  public init(
    _ optimizer: OptimizerKind, learningRate: Double, momentum: Double? = nil,
    weightDecay: Double = 0, schedule: ScheduleKind = .constant, batchSize: Int, length: Length,
    clipNorm: Double? = nil, labelSmoothing: Double = 0, milestones: [Double] = Recipe.thirds,
    average: Double? = nil, patience: Int? = nil
  ) {
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.schedule = schedule
    self.batchSize = batchSize
    self.length = length
    self.clipNorm = clipNorm
    self.labelSmoothing = labelSmoothing
    self.milestones = milestones
    self.average = average
    self.patience = patience
  }
}
