import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Trains word vectors piece by piece. They go round tensors: an update is a call of ``Word2Vec``.
final class Word2VecUpdater: Updater {
  private let model: Word2Vec
  private let corpus: WordCorpus
  private let digest: String
  private let seed: UInt64
  private let rate: Double
  private let epochs: Int
  /// Tokens of an update: a fraction of a second, so that starting the threads costs nothing, even on
  /// a machine that does other things too.
  private let pieceLength: Int
  private let name: String
  /// In the first epoch; nil if another process made its beginning.
  private var predictions: Int?

  /// - Parameter name: of the text, for errors.
  init(
    _ model: Word2Vec, _ corpus: WordCorpus, digest: String, rate: Double, epochs: Int,
    seed: UInt64, name: String
  ) {
    self.model = model
    self.corpus = corpus
    self.digest = digest
    self.rate = rate
    self.epochs = epochs
    self.seed = seed
    self.name = name
    pieceLength = min(max(corpus.tokens.count / 100, 100_000), 1_000_000)
  }

  var updatesPerEpoch: Int {
    (corpus.tokens.count + pieceLength - 1) / pieceLength
  }

  var identity: [String: String] { ["text": digest] }

  var state: [NamedTensor] { model.state }

  var exported: [NamedTensor] {
    [("vectors", model.vectors)] + SavedWordVectors.tensors(corpus.vocabulary)
  }

  func load(_ state: [NamedTensor], from file: String) throws { try model.load(state, from: file) }

  func update(_ number: Int) throws -> Scores {
    let start = number % updatesPerEpoch * pieceLength
    let end = min(start + pieceLength, corpus.tokens.count)
    let before = Double(number / updatesPerEpoch * corpus.tokens.count)
    let (loss, predictions) = corpus.tokens.withUnsafeBuffer(start..<end) { tokens in
      model.train(
        tokens, rate: (rate(after: before + Double(start)), rate(after: before + Double(end))),
        seed: SplitMix64(seed, UInt64(number)).state)
    }
    guard loss.isFinite else { throw Diverged(what: "the loss is \(loss)", source: nil) }
    try check(number, predictions)
    return Scores(samples: predictions, [.loss: loss])
  }

  /// - Throws: `InputError` if the first epoch ends and no word had another beside it.
  private func check(_ number: Int, _ found: Int) throws {
    guard number < updatesPerEpoch else { return }
    predictions = number == 0 ? found : predictions.map { $0 + found }
    guard number < updatesPerEpoch - 1 || predictions != 0 else {
      throw InputError(
        name,
        "has no line with two words side by side of those that --min-count and --sample leave; there "
          + "is nothing to learn")
    }
  }

  /// Falls evenly to a ten-thousandth, as the original tool's.
  private func rate(after tokens: Double) -> Float {
    Float(rate * max(1 - tokens / Double(epochs * corpus.tokens.count), 1e-4))
  }

  var throughput: (count: Int, unit: String) { (pieceLength, "words") }
}
