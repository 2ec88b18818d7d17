import ArgumentParser
import ShinsoModels

/// How captions are searched.
struct CaptionSearchOptions: ParsableArguments {
  @Option("Beginnings that are kept at each step; 1 takes the likeliest word.", in: 1...1000)
  var beam = 5
  @Option(
    "The power of the length by which log probabilities are divided: 0 favors short captions.",
    in: .range(0...2)) var lengthPenalty = 0.0

  var search: BeamSearch { BeamSearch(width: beam, normalization: lengthPenalty) }
}
