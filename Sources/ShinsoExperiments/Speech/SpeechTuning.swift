import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Chooses a recognizer's settings on what is held out.
struct SpeechTuning {
  private let data: SpeechData
  private let run: PrefixedRun
  private let language: BackoffModel

  /// - Parameter language: has not learned from what is held out.
  init(_ data: SpeechData, _ run: PrefixedRun, _ language: BackoffModel) {
    self.data = data
    self.run = run
    self.language = language
  }

  /// - Parameters:
  ///   - name: of the recognizer.
  ///   - start: the settings to begin with.
  func settings(
    _ name: String, _ model: AcousticModel, _ scorer: any StateScorer, _ start: Decoder.Settings
  ) throws -> Decoder.Settings {
    let title = "\(run.title), tuning \(name)"
    let key = data.key(model, scorer, start)
    return try run.saved("tuning \(name)", key: key) {
      var recognizer = SpeechRecognizer(model, scorer, data.lexicon, language, start)
      let errors = recognizer.tune(on: data.held, title: title)
      let settings = recognizer.settings
      Console.note(
        "\(title): language weight \(settings.languageWeight), word penalty "
          + "\(settings.wordPenalty), word error \(SpeechScores.errorRate.text(errors.rate))")
      return settings
    }
  }
}
