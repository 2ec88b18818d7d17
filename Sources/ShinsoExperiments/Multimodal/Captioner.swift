import Foundation
import ShinsoData
import ShinsoModels
import ShinsoTensor

/// Writes captions in the languages of its vocabulary.
struct Captioner {
  let network: CaptionNetwork
  let vocabulary: CaptionVocabulary
  /// The most words of a caption that was learned from.
  let longest: Int

  /// Captions of pictures, best first.
  ///
  /// - Parameters:
  ///   - features: what the decoder gets, `[N, …]`; see ``CaptionNetwork/see(_:)``.
  ///   - language: a number.
  func write(
    _ features: Tensor, language: Int, _ search: BeamSearch, progress: () throws -> Void = {}
  ) throws -> [[WrittenCaption]] {
    let modes = network.modes
    network.mode = .evaluation
    defer { network.modes = modes }
    // About as many rows at once for any beam.
    let size = max(320 / search.width, 1)
    let count = features.shape[0]
    var found: [[WrittenCaption]] = []
    for start in stride(from: 0, to: count, by: size) {
      try progress()
      let part = withoutGradients {
        features.sliced(axis: 0, from: start, to: min(start + size, count))
      }
      found += try network.decoder.write(
        part, search, begin: vocabulary.begin(language), limit: longest + 5,
        excluding: vocabulary.unwritten
      ).map { try $0.map { try caption($0, language) } }
    }
    return found
  }

  private func caption(_ hypothesis: Hypothesis, _ language: Int) throws -> WrittenCaption {
    let words = try vocabulary.words(hypothesis.tokens)
    return WrittenCaption(
      words: words, text: vocabulary.languages[language].text(words),
      logProbability: hypothesis.logProbability,
      probabilityPerWord: exp(hypothesis.score(1)), weights: hypothesis.weights)
  }
}
