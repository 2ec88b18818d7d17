import ArgumentParser

/// Going on after an interruption; part of ``LengthOptions``.
public struct CheckpointOptions: ParsableArguments, OptionTraits {
  @Flag("Go on from the checkpoint of an interrupted run.")
  public var resume = false

  @Option("Updates between checkpoints.", in: .count, default: "every ten seconds")
  public var checkpointEvery: Int?

  public init() {}

  public static let unrecorded: Set = ["resume", "checkpointEvery"]
  public static let changeable: Set = ["resume", "checkpointEvery"]
}
