import ArgumentParser

/// What every `train` has.
public struct RunOptions: ParsableArguments, OptionTraits {
  @Option("Seed of initial values, order and dropout.", in: .range(0...UInt64.max))
  public var seed: UInt64 = 1

  @Flag("Draw pictures into the run's folder (gnuplot).")
  public var plot = false

  @Option("The run's folder.", name: .shortAndLong, default: "runs/ID", completion: .directory)
  public var output: String?

  @Flag("Write over files in the run's folder that no run of shinso left.")
  public var overwrite = false

  @Option(
    """
    The config.json of a run, or its folder, to make the same run again; needs -o. Other options on \
    the command line take the place of the recorded ones.
    """, default: "none", completion: .file())
  public var config: String?

  public init() {}

  public static let unrecorded: Set = ["output", "config", "overwrite"]
  public static let changeable: Set = ["plot"]
}
