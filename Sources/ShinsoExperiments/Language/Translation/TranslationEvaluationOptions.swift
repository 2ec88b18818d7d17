import ArgumentParser

/// Options of `evaluate`.
struct TranslationEvaluationOptions: ParsableArguments {
  @OptionGroup var model: ModelOptions
  @Option(
    "Sentence pairs; of those with a test part it alone.", default: "what it was trained on",
    completion: .file()) var data: DataName?
  @Option("The sentences to read.", default: "as in training") var source: String?
  @Option("What they are to become.", default: "as in training") var target: String?
  @OptionGroup var search: SearchOptions
  @Option(
    "Another run, of seq2seq or attention, to compare with on the same pairs.", default: "none",
    completion: .file()) var compare: String?
}
