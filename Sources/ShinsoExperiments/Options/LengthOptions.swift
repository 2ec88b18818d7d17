import ArgumentParser
import ShinsoData
import ShinsoTensor
import ShinsoTraining

/// A system that is trained by a number of updates, whatever they are.
public protocol HasLength: SendableMetatype {
  static var length: Recipe.Length { get }
  /// The training ends after so many evaluations without progress, unless told otherwise.
  static var patience: Int? { get }
}

extension HasLength {
  public static var patience: Int? { nil }
}

/// A system that is trained by a recipe: updates by an optimizer.
public protocol HasRecipe: HasLength {
  static var recipe: Recipe { get }
}

extension HasRecipe {
  public static var length: Recipe.Length { recipe.length }
  public static var patience: Int? { recipe.patience }
}

/// How long a training goes on.
public struct LengthOptions<System: HasLength>: ParsableArguments, OptionTraits {
  @Option("Passes over the training data.", in: .count, default: defaultEpochs)
  public var epochs: Int?

  @Option("Updates, in place of --epochs.", in: .count, default: defaultUpdates)
  public var iterations: Int?

  @Option(
    "End after so many evaluations without progress; the best weights count then.", in: .count,
    default: System.patience.map { "\($0)" } ?? "never")
  public var patience: Int?

  @Option("End after so long.", in: .time, default: "never")
  public var timeLimit: TimeSpan?

  @Option("Updates between evaluations.", in: .count, default: "one epoch")
  public var evaluateEvery: Int?

  @OptionGroup public var checkpoints: CheckpointOptions

  public init() {}

  public func validate() throws {
    if epochs != nil, iterations != nil {
      throw ValidationError("give either --epochs or --iterations")
    }
  }

  public static var changeable: Set<String> { ["epochs", "iterations", "patience", "timeLimit"] }

  public static var displaced: [String: [String]] {
    [
      "epochs": ["iterations", "scheduleLength"], "iterations": ["epochs", "scheduleLength"],
      "timeLimit": ["scheduleLength"],
    ]
  }

  private static var defaultEpochs: String {
    if case .epochs(let count) = System.length { return "\(count)" }
    return "see --iterations"
  }

  private static var defaultUpdates: String {
    if case .updates(let count) = System.length { return "\(count)" }
    return "see --epochs"
  }

  /// The updates that are asked for, or the system's own number.
  ///
  /// - Parameters:
  ///   - perEpoch: those of one process; ranks that share the data need fewer.
  ///   - length: in place of the system's own.
  /// - Throws: `InputError` for more than can be meant.
  public func updates(
    perEpoch: Int, length: Recipe.Length? = nil
  ) throws(InputError) -> Int {
    if let iterations { return iterations }
    let count: Int
    switch (epochs, length ?? System.length) {
    case (let given?, _): count = given
    case (nil, .epochs(let own)): count = own
    case (nil, .updates(let own)): return own
    }
    let (updates, overflow) = count.multipliedReportingOverflow(
      by: max(Ranks.updates(perEpoch: perEpoch), 1))
    guard !overflow, updates <= mostCounted else {
      throw InputError("--epochs \(count)", "makes more than \(mostCounted) updates")
    }
    return updates
  }
}
