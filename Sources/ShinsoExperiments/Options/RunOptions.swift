import ArgumentParser
import ShinsoTraining

extension Reduction: ExpressibleByArgument {}

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

  @Option(
    """
    How the ranks of `mpirun -n 4 shinso train …` learn together: their gradients are summed, ordered (the \
    same bits in every run of as many ranks) or fast; or asynchronous, where nobody waits.
    """, default: Reduction.ordered.rawValue)
  public var reduction: Reduction?

  @Flag("Let the ranks divide each batch, in place of one for each.")
  public var globalBatch = false

  public init() {}

  public static let unrecorded: Set = ["output", "config", "overwrite"]
  public static let changeable: Set = ["plot"]
}
