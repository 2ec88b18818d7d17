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
  /// utterances that the model has not learned from.
  mutating func tune(on held: [SpeechData.Utterance], title: String) {
    // Of settings that are as good, the first counts: where all are, one that suits most speech.
    let weights: [Float] = [10, 14, 7, 20, 4, 2, 1]
    // For a weight of 1; scores of frames are all the larger the larger the weight must be.
    let penalties: [Float] = [-4, -8, -6, -2, 0]
    let progress = ProgressReporter(
      title: title, total: weights.count + penalties.count - 1, unit: "settings")
    let scores = held.map { self.scores($0.frames) }
    var (best, tried) = ((settings: settings, errors: Int.max), 0)
    func attempt(_ weight: Float, _ penalty: Float) {
      (settings.languageWeight, settings.wordPenalty) = (weight, penalty * weight)
      let found = errors(on: held, scores).errors
      if found < best.errors { best = (settings, found) }
      tried += 1
      progress.update(tried)
    }
    for weight in weights { attempt(weight, penalties[0]) }
    let weight = best.settings.languageWeight
    for penalty in penalties.dropFirst() { attempt(weight, penalty) }
    settings = best.settings
    progress.finish()
  }

  // MARK: Competitors

  /// What might have been said in utterances for training, as the language model here has it.
  ///
  /// - Parameter count: of sequences of words for each, besides the true one.
  func competitors(
    of utterances: [SpeechData.Utterance], count: Int, title: String
  ) -> [CompetingWords] {
    var settings = settings
    settings.mostTokens *= 2
    let progress = ProgressReporter(title: title, total: utterances.count, unit: "utterances")
    var found: [CompetingWords] = []
    // In parts, for the progress.
    for start in stride(from: 0, to: utterances.count, by: 32) {
      let part = Array(utterances[start..<min(start + 32, utterances.count)])
      found += zip(part, part.map { scores($0.frames) }).map { ($0, $1) }
        .concurrentMap { utterance, scores in
          let others = decoder.recognitions(scores, language, settings, count: count + 1)
            .map { $0.words.map(\.word) }.filter { $0 != utterance.words && !$0.isEmpty }
          return CompetingWords(
            id: utterance.id, utterance.frames,
            ([utterance.words] + others.prefix(count)).map { hypothesis($0, of: utterance.words) })
        }
      progress.update(found.count)
    }
    progress.finish()
    return found
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
