import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// The stages of `rescoring`: a language model for what was held out, the choice of its share and weight,
/// and the language model of all transcripts.
struct RescoringTraining {
  private let options: RescoringExperiment.TrainOptions
  private let speech: SpeechModels
  private let data: SpeechData
  private let run: Run
  private let name: String

  /// - Parameter name: the name that error messages use for the data.
  init(
    _ options: RescoringExperiment.TrainOptions, _ speech: SpeechModels, _ data: SpeechData,
    _ run: Run, name: String
  ) {
    (self.options, self.speech, self.data, self.run) = (options, speech, data, run)
    self.name = name
  }

  func models() throws -> RescoringModels {
    let (held, known) = (data.held.map(\.words), data.train.map(\.words))
    let given = try given()
    // What is held out must be new to both language models.
    let first = try given ?? trained(on: known, held: held, "held-out")
    let ngrams = WittenBell(
      order: speech.language.order, wordCount: data.lexicon.words.count, known
    ).model()
    var recognizer = speech.networkRecognizer
    recognizer.language = ngrams
    var rescorer = Rescorer(ngrams, recognizer.settings, first)
    rescorer.chooseShare(for: held)
    let lists = recognizer.recognitions(
      of: data.held.map(\.frames), count: options.hypotheses, title: "\(run.title), tuning")
    rescorer.chooseWeights(on: lists.map(rescorer.candidates)) {
      recognizer.errors(of: $0, truths: held)
    }
    Console.note(
      "\(run.title): share of the recurrent model \(Metric.accuracy.text(rescorer.share)), "
        + "weight \(rescorer.settings.languageWeight), penalty \(rescorer.settings.wordPenalty)")
    var all = Rescorer(
      speech.language, speech.networkSettings,
      try given ?? trained(on: known + held, held: [], "language"), share: rescorer.share)
    all.settings = rescorer.settings
    return RescoringModels(speech: speech, rescorer: all, hypotheses: options.hypotheses)
  }

  /// The one that `--language` names.
  private func given() throws -> SentenceModel? {
    guard let language = options.language else { return nil }
    var model = ModelOptions()
    model.model = language.text
    let saved = try SavedLanguageModel(model)
    guard let end = saved.start else {
      throw InputError(language.text, "reads running text; train rnnlm with --sentences")
    }
    let tokens = data.lexicon.words.map { saved.vocabulary.id(of: $0) }
    guard tokens.contains(where: { $0 != nil }) else {
      throw InputError(language.text, "knows no word of the recognizer's")
    }
    return SentenceModel(
      network: saved.model, tokens: tokens.map { $0 ?? saved.vocabulary.unknownID }, end: end)
  }

  private func trained(
    on sentences: [[Int32]], held: [[Int32]], _ phase: String
  ) throws -> SentenceModel {
    let words = Int32(data.lexicon.words.count)
    run.seedInitializers()
    let model = SentenceModel(
      network: RecurrentLanguageModel(
        vocabulary: Int(words) + 1, embedding: options.hidden, hidden: options.hidden,
        layers: options.layers, cell: options.cell, dropout: options.dropout),
      tokens: Array(0..<words), end: words)
    let text = sentences.flatMap { $0 + [words] }
    var digest = SHA256()
    text.withUnsafeBytes { digest.update($0) }
    let training = try LanguageModelTraining.sentences(
      TokenIDs(text), end: words, model.network, options.update, options.length, name: name,
      digest: digest.hex(), seed: run.seed
    ) { _, _ in
      if held.isEmpty { return nil }
      let logarithms = model.logProbabilities(of: held).joined()
      return Scores(
        samples: logarithms.count,
        [.perplexity: -logarithms.reduce(0) { $0 + Double($1) } / Double(logarithms.count)])
    }
    try run.phase(phase).train(
      training.updater, TrainingPlan(updates: training.updates, options.length),
      extensions: training.extensions)
    try model.network.load(training.updater.exported, from: phase)
    model.network.mode = .evaluation
    return model
  }
}
