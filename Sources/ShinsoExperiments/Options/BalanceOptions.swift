import ArgumentParser
import ShinsoData

/// How often the samples of each class are seen.
struct BalanceOptions: ParsableArguments {
  @Flag("As many samples of every class, whatever their numbers.")
  var balance = false

  /// The order of the training data.
  func shuffle(seed: UInt64) -> Shuffle { balance ? .balanced(seed: seed) : .seed(seed) }
}
