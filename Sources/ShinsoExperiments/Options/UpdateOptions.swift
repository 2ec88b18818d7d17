import ArgumentParser
import ShinsoData
import ShinsoNN
import ShinsoTraining

extension OptimizerKind: ExpressibleByArgument {}
extension ScheduleKind: ExpressibleByArgument {}

/// How a system that is trained by gradients makes its updates: its own recipe unless something else
/// is asked for.
public struct UpdateOptions<System: HasRecipe>: ParsableArguments, OptionTraits {
  @Option(batch: "Samples in a batch.")
  public var batchSize = System.recipe.batchSize

  @Option("The optimizer.", default: System.recipe.optimizer.rawValue)
  public var optimizer: OptimizerKind?

  @Option(
    "The base learning rate.", in: .positive,
    default: rateDescription)
  public var learningRate: Double?

  @Option(
    "Of sgd, nesterov and lars.", in: .belowOne,
    default: "\(System.recipe.momentum ?? 0.9)")
  public var momentum: Double?

  @Option(
    "Pulls weights to 0.", in: .notNegative,
    default: "\(System.recipe.weightDecay), of adamw 0.01")
  public var weightDecay: Double?

  @Option(
    """
    The learning rate's way: constant; inverse (Caffe's, 1e-4 and 0.75); exponential (to 1/100 at \
    the end); step (to 1/10 after \(milestones) of the run); staircase (times \
    \(System.recipe.stairs.factor) after every \(System.recipe.stairs.every) of \
    \(System.recipe.stairs.whole) parts of the run); polynomial (a line to 0); cosine (to 0); \
    one-cycle (up over 30 %, then down); plateau (to 1/10 after three evaluations without a lower \
    loss). Parts of the run move with --epochs.
    """, default: System.recipe.schedule.rawValue)
  public var schedule: ScheduleKind?

  @Option(
    "Updates over which the rate rises to its base before the schedule begins.", in: .count,
    default: startDescription)
  public var warmUp: Int?

  @Option("Batches whose gradients make one update.", in: .count, default: accumulateDescription)
  public var accumulate: Int?

  @Option(
    "The longest gradient.", in: .positive,
    default: System.recipe.clipNorm.map { "\($0)" } ?? "any")
  public var clipNorm: Double?

  @Option("The largest element of a gradient.", in: .positive, default: "any")
  public var clipValue: Double?

  @Option(
    """
    Evaluate and save a moving average of the weights with this decay, as 0.999, in place of the \
    last ones.
    """, in: .betweenZeroAndOne, default: System.recipe.average.map { "\($0)" } ?? "the last ones")
  public var average: Double?

  @Flag("Log how large weights, gradients and activations are, layer by layer.")
  public var statistics = false

  @Flag("Measure ten updates: time and memory by layer, and profile.json for Chrome.")
  public var profile = false

  /// The updates that the schedule is made for, where a time limit ended the run earlier.
  @Option(help: ArgumentHelp("Updates that the schedule is made for.", visibility: .hidden))
  public var scheduleLength: Int?

  public init() {}

  private static var rateDescription: String {
    let recipe = System.recipe
    let rate = "\(recipe.learningRate)"
    return rate
      + (recipe.rateFollowsBatch
        ? " for \(recipe.samplesPerUpdate) samples an update, in proportion for others" : "")
      + ", or what suits another --optimizer"
  }

  private static var accumulateDescription: String {
    let recipe = System.recipe
    if recipe.accumulate == 1 { return "1" }
    return "\(recipe.accumulate), which makes \(recipe.samplesPerUpdate) samples an update; "
      + "1 with another --batch-size"
  }

  private static var startDescription: String {
    guard let start = System.recipe.start else { return "none" }
    return "none, but times \(start.factor) for the first \(start.updates) of \(start.whole)"
  }

  /// `33, 67 %`
  private static var milestones: String {
    System.recipe.milestones.map { "\(Int(($0 * 100).rounded()))" }.joined(separator: ", ") + " %"
  }

  public func validate() throws {
    let kind = optimizer ?? System.recipe.optimizer
    if let momentum, !kind.hasMomentum {
      throw ValidationError("--momentum \(momentum): \(kind.rawValue) has no momentum")
    }
    if let scheduleLength, !(1...mostCounted).contains(scheduleLength) {
      throw ValidationError("--schedule-length \(scheduleLength): must be 1 to \(mostCounted)")
    }
  }

  public static var unrecorded: Set<String> { ["profile"] }
  public static var changeable: Set<String> { ["statistics", "profile", "scheduleLength"] }

  /// What belongs to another optimizer means something else, and AdamW decays in a way of its own.
  public static var displaced: [String: [String]] {
    ["optimizer": ["learningRate", "momentum", "weightDecay"]]
  }

  /// Batches whose gradients make one update.
  public var batchesPerUpdate: Int {
    accumulate ?? (batchSize == System.recipe.batchSize ? System.recipe.accumulate : 1)
  }

  /// The recipe's rate for the samples of an update.
  private var recipeRate: Double {
    let recipe = System.recipe
    let samples = batchSize * batchesPerUpdate
    // A rate that stays must not be rounded.
    if !recipe.rateFollowsBatch || samples == recipe.samplesPerUpdate { return recipe.learningRate }
    return recipe.learningRate * Double(samples) / Double(recipe.samplesPerUpdate)
  }

  public func settled() -> UpdateOptions {
    var settled = self
    let recipe = System.recipe
    let kind = optimizer ?? recipe.optimizer
    settled.optimizer = kind
    settled.accumulate = batchesPerUpdate
    settled.learningRate = learningRate ?? (kind == recipe.optimizer ? recipeRate : kind.usualRate)
    settled.momentum = kind.hasMomentum ? momentum ?? recipe.momentum ?? 0.9 : nil
    settled.weightDecay =
      weightDecay ?? (kind == .adamw && recipe.optimizer != .adamw ? 0.01 : recipe.weightDecay)
    settled.schedule = schedule ?? recipe.schedule
    settled.clipNorm = clipNorm ?? recipe.clipNorm
    settled.average = average ?? recipe.average
    return settled
  }

  public func makeOptimizer() -> any Optimizer {
    let all = settled()
    let kind = all.optimizer ?? System.recipe.optimizer
    return kind.make(
      rate: all.learningRate ?? kind.usualRate, momentum: all.momentum ?? 0,
      decay: all.weightDecay ?? 0, meanSquare: System.recipe.meanSquare)
  }

  /// - Parameter updates: those that the run makes.
  public func settings(updates: Int) -> UpdateSettings {
    let all = settled()
    let kind = all.schedule ?? .constant
    return UpdateSettings(
      schedule: kind.make(
        total: scheduleLength ?? updates, warmUp: warmUp ?? 0,
        milestones: System.recipe.milestones, stairs: System.recipe.stairs,
        start: System.recipe.start),
      accumulation: batchesPerUpdate, clipNorm: all.clipNorm, clipValue: clipValue,
      weightAverage: all.average, plateau: kind.plateau)
  }
}

extension UpdateOptions {
  /// What `--statistics` and `--profile` add to a training.
  public func extensions<Data: Dataset>(
    _ updater: GradientUpdater<Data>, updates: Int
  ) -> [any TrainerExtension] {
    var found: [any TrainerExtension] = []
    if statistics { found.append(Statistics(updater, every: max(updates / 1000, 1))) }
    if profile { found.append(Profile()) }
    return found
  }
}
