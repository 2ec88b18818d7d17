import ArgumentParser
import ShinsoModels

/// How translations are searched, by `translate` and by `evaluate`.
struct SearchOptions: ParsableArguments {
  @Option("Beginnings that are kept at each step; 1 takes the likeliest token.", in: 1...1000)
  var beam = 5
  @Option(
    "The power of the length by which log probabilities are divided: 0 favors short sentences.",
    in: .range(0...2)) var lengthPenalty = 1.0
  @Flag("Leave unknown words as they are, not replaced by the word that was looked at most.")
  var keepUnknown = false

  var search: BeamSearch { BeamSearch(width: beam, normalization: lengthPenalty) }
}
