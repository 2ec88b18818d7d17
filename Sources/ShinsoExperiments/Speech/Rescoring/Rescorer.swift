import Foundation
import ShinsoModels
import ShinsoTraining

/// Sorts the likeliest sequences of words that a recognizer finds anew, by a better language model: a
/// recurrent one, whose probabilities are mixed with those of the n-grams that the recognizer searched with
/// (Mikolov et al., "Recurrent neural network based language model", Interspeech 2010, section 4).
struct Rescorer {
  /// What the search was done with.
  let ngrams: BackoffModel
  let search: Decoder.Settings
  let sentences: SentenceModel
  /// The part of the recurrent model in each probability.
  var share: Double
  /// How its sum counts.
  var settings: Decoder.Settings

  /// A sequence of words and what is known of it.
  struct Candidate {
    let recognition: Recognition
    /// What the frames say.
    let acousticScore: Float
    /// Logarithms for each word, and for the end if it is complete.
    let ngram: [Float]
    let recurrent: [Float]

    var words: [Int32] { recognition.words.map(\.word) }
  }

  init(
    _ ngrams: BackoffModel, _ search: Decoder.Settings, _ sentences: SentenceModel,
    share: Double = 0.5
  ) {
    (self.ngrams, self.search, self.sentences) = (ngrams, search, sentences)
    (self.share, settings) = (share, search)
  }

  func candidates(_ recognitions: [Recognition]) -> [Candidate] {
    let read = sentences.logProbabilities(of: recognitions.map { $0.words.map(\.word) })
    return zip(recognitions, read).map { recognition, recurrent in
      let words = recognition.words.map(\.word)
      func counted(_ logarithms: [Float]) -> [Float] {
        recognition.isComplete ? logarithms : logarithms.dropLast()
      }
      let ngram = counted(ngrams.logProbabilities(of: words))
      return Candidate(
        recognition: recognition,
        acousticScore: recognition.score - search.score(ngram, words: words.count), ngram: ngram,
        recurrent: counted(recurrent))
    }
  }

  /// Best first, with new scores.
  func sorted(_ candidates: [Candidate]) -> [Recognition] {
    candidates.map {
      Recognition(
        words: $0.recognition.words,
        score: $0.acousticScore
          + settings.score(mixed($0.ngram, $0.recurrent), words: $0.words.count),
        isComplete: $0.recognition.isComplete)
    }.sorted { $0.score > $1.score }
  }

  func rescored(_ recognitions: [Recognition]) -> [Recognition] {
    sorted(candidates(recognitions))
  }

  private func mixed(_ ngram: [Float], _ recurrent: [Float]) -> [Float] {
    zip(ngram, recurrent).map { ngram, recurrent in
      Float(log(share * exp(Double(recurrent)) + (1 - share) * exp(Double(ngram))))
    }
  }

  // MARK: What is chosen on held-out speech

  /// Of sentences, by the mixture.
  func perplexity(of sentences: [[Int32]]) -> Double {
    perplexity(self.sentences.logProbabilities(of: sentences), sentences)
  }

  private func perplexity(_ recurrent: [[Float]], _ sentences: [[Int32]]) -> Double {
    let logarithms = zip(sentences, recurrent).flatMap {
      mixed(ngrams.logProbabilities(of: $0), $1)
    }
    return exp(-logarithms.reduce(0) { $0 + Double($1) } / Double(max(logarithms.count, 1)))
  }

  /// The share by which sentences are likeliest.
  mutating func chooseShare(for sentences: [[Int32]]) {
    let recurrent = self.sentences.logProbabilities(of: sentences)
    var best = Double.infinity
    for share in stride(from: 0, through: 0.95, by: 0.05) {
      var other = self
      other.share = share
      let found = other.perplexity(recurrent, sentences)
      if found < best { (best, self.share) = (found, share) }
    }
  }

  /// The weight of the language model and the penalty of words that make the fewest errors.
  ///
  /// - Parameter errors: of the best sequences of words, one an utterance.
  mutating func chooseWeights(
    on utterances: [[Candidate]], errors: ([[Int32]]) -> WordErrors
  ) {
    // Of those that are as good, the first counts, which is the search's own.
    let factors: [Float] = [1, 0.8, 1.25, 1.6, 0.6]
    var best = Int.max
    for weight in factors {
      for penalty in factors {
        var other = self
        other.settings.languageWeight = search.languageWeight * weight
        other.settings.wordPenalty = search.wordPenalty * penalty
        let found = errors(utterances.map { other.best(of: $0) }).errors
        if found < best { (best, settings) = (found, other.settings) }
      }
    }
  }

  func best(of candidates: [Candidate]) -> [Int32] {
    sorted(candidates).first?.words.map(\.word) ?? []
  }
}
