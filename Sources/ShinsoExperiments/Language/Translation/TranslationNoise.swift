import ArgumentParser

/// What keeps a translator from learning its pairs by heart; a few pairs are to be learned by heart.
struct TranslationNoise: ParsableArguments {
  @Option(
    "Part of the values that is dropped.", in: .belowOne,
    default: "0.2; 0 for less than \(PairData.fewPairs) pairs") var dropout: Double?
  @Option(
    "Part of each label that is spread over all tokens.", in: .belowOne,
    default: "0.1; 0 for less than \(PairData.fewPairs) pairs") var labelSmoothing: Double?

  func dropout(_ data: PairData) -> Double { dropout ?? (data.isSmall ? 0 : 0.2) }
  func labelSmoothing(_ data: PairData) -> Double { labelSmoothing ?? (data.isSmall ? 0 : 0.1) }
}
