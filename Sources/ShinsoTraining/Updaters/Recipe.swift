import ShinsoData

/// The default training settings of a system, as in its paper.
public struct Recipe: Sendable {
  public enum Length: Sendable {
    case epochs(Int)
    case updates(Int)
  }

  /// The steps of the schedule `staircase`, which a shorter run takes sooner.
  public struct Stairs: Sendable, Hashable {
    /// What multiplies the rate at each step.
    public var factor: Double
    /// A step comes after so many of `whole` epochs.
    public var every: Int
    public var whole: Int

    public init(times factor: Double, every: Int, of whole: Int) {
      self.factor = factor
      self.every = every
      self.whole = whole
    }

    /// Szegedy et al., "Rethinking the Inception architecture", CVPR 2016, section 8.
    public static let usual = Stairs(times: 0.94, every: 2, of: 100)
  }

  /// A lower rate for the first updates of a run.
  public struct Start: Sendable, Hashable {
    public var factor: Double
    /// So many of `whole` updates.
    public var updates: Int
    public var whole: Int

    public init(factor: Double, updates: Int, of whole: Int) {
      self.factor = factor
      self.updates = updates
      self.whole = whole
    }
  }

  public var optimizer: OptimizerKind
  public var learningRate: Double
  public var momentum: Double?
  public var weightDecay: Double
  public var schedule: ScheduleKind
  public var batchSize: Int
  /// Batches whose gradients make one update, where the paper's batch does not fit into an ordinary
  /// machine.
  public var accumulate = 1
  /// Whether updates of another number of samples take a rate in proportion: Goyal et al.,
  /// "Accurate, large minibatch SGD", 2017, section 2.1.
  public var rateFollowsBatch = false
  public var length: Length
  /// The maximum gradient norm.
  public var clipNorm: Double?
  /// Of a classifier: the part of each label that is spread over all classes.
  public var labelSmoothing: Double
  /// Where in the run, from 0 to 1, the schedule `step` divides the rate by ten.
  public var milestones: [Double]
  public var stairs = Stairs.usual
  public var start: Start?
  /// RMSProp's: the part of the mean square that is kept, and what is added to its root.
  public var meanSquare: (kept: Double, epsilon: Double)?
  /// How training images are varied.
  public var augmentation: Augmentation?
  /// The decay of a moving average of the weights, which is evaluated and saved in their place.
  public var average: Double?
  /// The training ends after so many evaluations without progress.
  public var patience: Int?

  /// After each third.
  public static let thirds = [1.0 / 3, 2.0 / 3]
  /// After each quarter.
  public static let quarters = [0.25, 0.5, 0.75]

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

  /// Samples whose gradients make one update.
  public var samplesPerUpdate: Int { batchSize * accumulate }

  /// Changed where the paper says more than most: `Recipe(…).with { $0.accumulate = 8 }`.
  public func with(_ change: (inout Recipe) -> Void) -> Recipe {
    var recipe = self
    change(&recipe)
    return recipe
  }
}
