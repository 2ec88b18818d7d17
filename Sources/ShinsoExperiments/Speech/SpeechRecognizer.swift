import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// From feature vectors to words: acoustic model, what scores its states, lexicon and language model.
struct SpeechRecognizer {
  let lexicon: Lexicon
  var language: BackoffModel
  var settings: Decoder.Settings
  private let model: AcousticModel
  private let decoder: Decoder
  private let scorer: any StateScorer

  init(
    _ model: AcousticModel, _ scorer: any StateScorer, _ lexicon: Lexicon,
    _ language: BackoffModel, _ settings: Decoder.Settings = Decoder.Settings()
  ) {
    self.model = model
    self.lexicon = lexicon
    self.language = language
    self.settings = settings
    self.scorer = scorer
    decoder = Decoder(model.graph(ofAll: lexicon.pronunciations), model.transitions)
  }

  private func scores(_ frames: FrameMatrix) -> StateScores {
    scorer.scores(frames, states: decoder.outputs)
  }

  /// The words, or none if nothing fits.
  func words(_ frames: FrameMatrix) -> [Int32] { words(scores(frames)) }

  private func words(_ scores: StateScores) -> [Int32] {
    decoder.recognize(scores, language, settings)?.words.map(\.word) ?? []
  }

  // MARK: Errors

  func errors(on utterances: [SpeechData.Utterance]) -> WordErrors {
    errors(on: utterances, utterances.map { scores($0.frames) })
  }

  private func errors(on utterances: [SpeechData.Utterance], _ scores: [StateScores]) -> WordErrors
  {
    self.errors(of: scores.concurrentMap(words), truths: utterances.map(\.words))
  }

  /// Of what was recognized, as numbers of words.
  func errors(of found: [[Int32]], truths: [[Int32]]) -> WordErrors {
    func texts(_ words: [Int32]) -> [String] { words.map { lexicon.words[Int($0)] } }
    var errors = WordErrors()
    for (found, truth) in zip(found, truths) { errors.add(texts(found), truth: texts(truth)) }
    return errors
  }

  /// Chooses the language model's weight and the penalty of words that make the fewest errors on
  /// utterances that the model has not learned from. They are few, so that the errors of neighboring
  /// settings count as well: a single setting may be the best by chance.
  ///
  /// - Returns: the errors of the chosen ones.
  mutating func tune(on held: [SpeechData.Utterance], title: String) -> WordErrors {
    let weights: [Float] = [1, 2, 4, 7, 10, 14, 20]
    // For a weight of 1; scores of frames are all the larger the larger the weight must be.
    let penalties: [Float] = [0, -2, -4, -6, -8]
    let progress = ProgressReporter(
      title: title, total: weights.count + penalties.count, unit: "settings")
    let scores = held.map { self.scores($0.frames) }
    var tried = 0
    func attempt(_ weight: Float, _ penalty: Float) -> WordErrors {
      set(weight, penalty)
      tried += 1
      progress.update(tried)
      return errors(on: held, scores)
    }
    // Where all are as good, those that suit most speech.
    let weight =
      weights[Self.best(weights.map { attempt($0, -4).errors }, usual: weights.count - 3)]
    let all = penalties.map { attempt(weight, $0) }
    let place = Self.best(all.map(\.errors), usual: 2)
    set(weight, penalties[place])
    progress.finish()
    return all[place]
  }

  /// - Parameter penalty: for a weight of 1.
  private mutating func set(_ weight: Float, _ penalty: Float) {
    settings.languageWeight = weight
    settings.wordPenalty = penalty * weight
    // Frames that are told apart well want a large weight, and a wide beam for the same reason.
    settings.beam = Self.beam * weight
  }

  /// For a language model's weight of 1.
  private static let beam: Float = 20

  /// The place with the fewest errors, where half of what its neighbors have counts as well.
  private static func best(_ errors: [Int], usual: Int) -> Int {
    let sums = errors.indices.map { place in
      2 * errors[place] + errors[max(place - 1, 0)] + errors[min(place + 1, errors.count - 1)]
    }
    return sums.indices.min { (sums[$0], abs($0 - usual)) < (sums[$1], abs($1 - usual)) } ?? usual
  }

  // MARK: Competitors

  /// What might have been said in utterances for training, as the language model here has it.
  ///
  /// - Parameter count: of sequences of words for each, besides the true one.
  func competitors(
    of utterances: [SpeechData.Utterance], count: Int, title: String
  ) -> [[[Int32]]] {
    var settings = settings
    settings.mostTokens *= 2
    let progress = ProgressReporter(title: title, total: utterances.count, unit: "utterances")
    var found: [[[Int32]]] = []
    // In parts, for the progress.
    for start in stride(from: 0, to: utterances.count, by: 32) {
      let part = Array(utterances[start..<min(start + 32, utterances.count)])
      found += zip(part, part.map { scores($0.frames) }).map { ($0, $1) }
        .concurrentMap { utterance, scores in
          let others = decoder.recognitions(scores, language, settings, count: count + 1)
            .map { $0.words.map(\.word) }.filter { $0 != utterance.words && !$0.isEmpty }
          return Array(others.prefix(count))
        }
      progress.update(found.count)
    }
    progress.finish()
    return found
  }

  /// - Parameter others: than what was said.
  func competing(_ utterance: SpeechData.Utterance, _ others: [[Int32]]) -> CompetingWords {
    CompetingWords(
      id: utterance.id, utterance.frames,
      ([utterance.words] + others).map { hypothesis($0, of: utterance.words) })
  }

  private func hypothesis(_ words: [Int32], of truth: [Int32]) -> CompetingWords.Hypothesis {
    var errors = WordErrors()
    errors.add(phones(of: words), truth: phones(of: truth))
    return CompetingWords.Hypothesis(
      words: words.map { lexicon.pronunciations[Int($0)] },
      languageScore: settings.score(language.logProbabilities(of: words), words: words.count),
      phoneErrors: errors.errors)
  }

  /// As their first pronunciations have them.
  private func phones(of words: [Int32]) -> [String] {
    words.flatMap { lexicon.pronunciations[Int($0)][0].map { lexicon.phones[$0 - 1] } }
  }

  // MARK: Transcripts

  /// The likeliest sequences of words of each utterance, best first.
  func recognitions(
    of utterances: [FrameMatrix], count: Int, title: String
  ) -> [[Recognition]] {
    var settings = settings
    settings.mostTokens *= 4
    let progress = ProgressReporter(title: title, total: utterances.count, unit: "utterances")
    defer { progress.finish() }
    var found: [[Recognition]] = []
    // In parts, for the progress.
    for start in stride(from: 0, to: utterances.count, by: 16) {
      found += utterances[start..<min(start + 16, utterances.count)].map(scores).concurrentMap {
        decoder.recognitions($0, language, settings, count: count)
      }
      progress.update(found.count)
    }
    return found
  }

  /// The words with their times and how sure they are.
  ///
  /// - Parameter rescored: sorts the likeliest sequences of words by better scores.
  func transcription(
    _ frames: FrameMatrix, sample: String, rescored: ([Recognition]) -> [Recognition] = { $0 }
  ) -> Transcription {
    let scores = scores(frames)
    var settings = settings
    settings.mostTokens *= 4
    let found = rescored(
      decoder.recognitions(scores, language, settings, count: Self.hypotheses))
    guard let best = found.first else { return Transcription(sample: sample, words: []) }
    let confidences = WordConfidence(found, scale: 1 / max(settings.languageWeight, 1))
    let words = best.words.map(\.word)
    let phones = alignedPhones(frames, words: words)
    func seconds(_ frame: Int) -> Double { Double(frame) / SpeechFrontEnd.frameRate }
    return Transcription(
      sample: sample,
      words: words.enumerated().map { place, word in
        let own = (phones ?? []).filter { $0.word == place }
        let start = own.first?.start ?? best.words[place].frame
        return Transcription.Word(
          text: lexicon.words[Int(word)], start: seconds(start),
          end: seconds(own.last?.end ?? start), confidence: confidences.values[place])
      })
  }

  /// Where words and phones are.
  ///
  /// - Returns: nil if the frames are too few for the words, or there are none.
  func alignedPhones(_ frames: FrameMatrix, words: [Int32]) -> [AlignedPhone]? {
    words.isEmpty
      ? nil
      : model.alignedPhones(
        frames, words: words.map { lexicon.pronunciations[Int($0)] }, scorer)
  }

  /// Sequences of words that share the probability.
  private static let hypotheses = 100
}
