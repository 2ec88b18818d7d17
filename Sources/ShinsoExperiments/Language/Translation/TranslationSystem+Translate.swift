import ArgumentParser
import ShinsoModels

/// Options of `translate` and of what translates to be scored.
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

struct TranslationOptions: ParsableArguments {
  @OptionGroup var model: ModelOptions
  @OptionGroup var search: SearchOptions
}

extension TranslationSystem {
  static var translateExample: String { "彼は医者だ。 --beam 10" }

  static func translator(
    _ options: TranslationOptions
  ) throws -> (_ sentence: String, _ name: String) throws -> Translation {
    let saved = try SavedTranslator<Self>(options.model)
    return { sentence, name in
      try saved.translator.translate(
        [sentence], options.search.search, replacesUnknown: !options.search.keepUnknown,
        name: name)[0]
    }
  }
}
