import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// From feature vectors to words: acoustic model, lexicon and language model.
struct SpeechRecognizer {
  let lexicon: Lexicon
  let language: BackoffModel
  var settings: Decoder.Settings
  private let decoder: Decoder
  private let scorer: MixtureScorer

  init(
    _ model: AcousticModel, _ lexicon: Lexicon, _ language: BackoffModel,
    _ settings: Decoder.Settings = Decoder.Settings()
  ) {
    self.lexicon = lexicon
    self.language = language
    self.settings = settings
    decoder = Decoder(model.graph(ofAll: lexicon.pronunciations), model.transitions)
    scorer = MixtureScorer(model.mixtures)
  }

  func scores(_ frames: FrameMatrix) -> StateScores {
    scorer.scores(frames, mixtures: decoder.outputs)
  }

  /// The words, or none if nothing fits.
  func words(_ scores: StateScores) -> [String] {
    decoder.recognize(scores, language, settings)?.words.map { lexicon.words[Int($0.word)] } ?? []
  }

  func errors(on utterances: [SpeechData.Utterance]) -> WordErrors {
    errors(on: utterances, utterances.map { scores($0.frames) })
  }

  private func errors(on utterances: [SpeechData.Utterance], _ scores: [StateScores]) -> WordErrors
  {
    var errors = WordErrors()
    for (utterance, scores) in zip(utterances, scores) {
      errors.add(words(scores), truth: utterance.words.map { lexicon.words[Int($0)] })
    }
    return errors
  }

  /// Chooses the language model's weight and the penalty of words that make the fewest errors on
  /// utterances that the model has not learned from: one after the other, twice, since the best value of
  /// the one depends on the other.
  mutating func tune(on held: [SpeechData.Utterance]) {
    let scores = held.map { self.scores($0.frames) }
    for _ in 0..<2 {
      tune(\.wordPenalty, Array(stride(from: -80, through: 0, by: 20)), held, scores)
      tune(\.languageWeight, Array(stride(from: 4, through: 20, by: 4)), held, scores)
    }
  }

  private mutating func tune(
    _ setting: WritableKeyPath<Decoder.Settings, Float>, _ values: [Float],
    _ held: [SpeechData.Utterance], _ scores: [StateScores]
  ) {
    var best: (value: Float, errors: Int)?
    for value in values {
      settings[keyPath: setting] = value
      let found = errors(on: held, scores).errors
      if found < best?.errors ?? .max { best = (value, found) }
    }
    if let best { settings[keyPath: setting] = best.value }
  }
}
