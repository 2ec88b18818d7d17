import ArgumentParser
import ShinsoData
import ShinsoZoo

/// What a network is trained on.
struct NetworkDataOptions<Network: NetworkEntry>: ParsableArguments {
  @Option(
    data: "Digits in MNIST's format, or pictures by class: a folder, an archive or a list")
  var data = DataName(Network.data)

  @OptionGroup var balance: BalanceOptions
}

/// What a trained network is scored on.
struct NetworkEvaluateOptions: ParsableArguments {
  @OptionGroup var model: NetworkModelOptions

  @Option(
    """
    The data; those that it was trained on are scored by their held-out part, other pictures as a \
    whole, digits by their test files.
    """, default: "what it was trained on", completion: .file())
  var data: DataName?

  @Option(batch: "Samples in a batch.") var batchSize = 100

  @OptionGroup var classes: ClassReportOptions
}
