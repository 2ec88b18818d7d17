import ArgumentParser
import ShinsoData
import ShinsoTensor

/// `--stages`: what becomes of a sentence while a translator is trained.
struct StageOptions: ParsableArguments {
  /// The upper verse of the tenth of the hundred poems (百人一首).
  private static let poem = "これやこの行くも帰るも別れては"

  @Flag("Show what becomes of a sentence at three stages of the training.") var stages = false
  @Option(
    "That sentence.",
    default: "\(poem) if it can be read, else the first pair's") var sample: String?

  /// The sentence; nil unless it is asked for.
  func sentence(_ data: PairData, maximumLength: Int) -> String? {
    guard stages else { return nil }
    if let sample { return sample }
    if data.source.unknownTokens(in: Self.poem).isEmpty { return Self.poem }
    let reader = SentenceReader(vocabulary: data.source, maximumLength: maximumLength)
    return data.dev.lazy.map(\.source).first(where: reader.reads)
  }
}
