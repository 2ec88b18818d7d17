import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// A deep network hears, a recurrent network knows the language: of the likeliest sequences of words that
/// a recognizer of `dnn-hmm` finds, a recurrent language model, mixed with the n-grams of the search,
/// chooses one (Mikolov et al., "Recurrent neural network based language model", Interspeech 2010).
///
/// The language model is trained on the transcripts of the recognizer's data, or is one that `rnnlm` has
/// trained on other text. Its share is what makes held-out transcripts likeliest; weight and penalty are
/// those that make the fewest errors on held-out speech. Then it is trained once more on all transcripts
/// for training, as many updates.
struct RescoringExperiment: Trainable, Evaluable, Transcribing, HasRecipe {
  static let about = About(
    id: "rescoring", field: .multimodal, year: 2010,
    title: "Rescoring: a recurrent language model chooses among what was heard",
    data: SpokenDigits.id,
    expectation: "AN4: word error 4.0 % after 5.3; digits at random leave nothing to gain",
    example: "--speech runs/an4 --data an4/",
    notes: "Train dnn-hmm first: --speech names its run.")
  static let recipe = Recipe(
    .adam, learningRate: 2e-3, schedule: .polynomial, batchSize: 16, length: .epochs(20),
    clipNorm: 5)

  struct TrainOptions: ParsableArguments {
    @Option(
      "A recognizer: the run of dnn-hmm or its model.", default: "runs/dnn-hmm",
      completion: .file())
    var speech: FileName?
    @Option(
      "Its speech: a folder as for dnn-hmm.", default: "what the recognizer was trained on",
      completion: .directory)
    var data: DataName?
    @Option("Sequences of words among which it chooses.", in: 2...1000) var hypotheses = 100
    @Option(
      """
      A language model of rnnlm, by words and with --sentences, in place of one that learns from \
      the transcripts.
      """, default: "none", completion: .file())
    var language: FileName?
    @Option("The recurrent cell.") var cell = RecurrentLanguageModel.CellKind.lstm
    @Option("Units of each recurrent layer, and size of a word's vector.", in: 1...65_536)
    var hidden = 128
    @Option("Recurrent layers.", in: 1...100) var layers = 1
    @Option("Part of the values that is dropped between layers.", in: .belowOne) var dropout = 0.5
    @OptionGroup(title: "Updates") var update: UpdateOptions<RescoringExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<RescoringExperiment>
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    try run.reserve()
    let file = try TrainedModel(
      options.speech?.text, option: "--speech", of: DNNHMMExperiment.about.id)
    let speech = try SpeechModels(file)
    let source = try file.source(options.data)
    var sampleRate: Int?
    if case .sound(let rate) = speech.frontEnd { sampleRate = rate }
    let data = try SpeechData(
      SpeechSource(source, leavingOut: nil).folder(), sampleRate: sampleRate)
    guard data.lexicon.words == speech.lexicon.words, data.frontEnd == speech.frontEnd else {
      throw InputError(
        source.text, "has other words or features than the recognizer \(file.file.path)")
    }
    let models = try RescoringTraining(options, speech, data, run, name: source.text).models()
    let scores = RescoringScores(models, on: data.test)
    for line in scores.lines { Console.result(line) }
    try run.finish(
      models.tensors,
      metadata: models.metadata().merging(["recordings": source.recordedText]) { $1 },
      scores: scores.scores)
  }

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "Speech, whose part for testing is used.", default: "what it was trained on",
      completion: .directory)
    var data: DataName?
  }

  static let drawsEvaluation = false

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let file = try TrainedModel(options.model, of: about.id)
    let models = try RescoringModels(file)
    let source = try options.data ?? DataName(file.required("recordings"))
    let test = try SpeechData.test(
      SpeechSource(source, leavingOut: nil).folder(), models.speech.lexicon, models.speech.frontEnd)
    let scores = RescoringScores(models, on: test)
    var report = Report(system: about.id, data: source.recordedText, scores.scores)
    report.lines.append(scores.lines.joined(separator: "\n"))
    return report
  }

  typealias PredictOptions = ModelOptions

  static let predictExample = "--sample digits.wav"

  static func transcribe(_ options: ModelOptions, samples: [String]) throws -> [Transcription] {
    let (models, recognizer) = try OpenModels.model(options, of: about.id) {
      let models = try RescoringModels(TrainedModel(options, of: about.id))
      return (models, models.recognizer)
    }
    return try SpeechFiles.readable(samples) { source in
      recognizer.transcription(
        try SpeechData.frames(source, models.speech.frontEnd), sample: source.relativeName,
        rescored: models.rescorer.rescored)
    }
  }
}
