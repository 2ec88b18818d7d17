import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Speech recognition by hidden Markov models of phones in context, whose states a deep network scores:
/// Seide, Li & Yu, "Conversational speech transcription using context-dependent deep neural networks",
/// Interspeech 2011. Mixtures of Gaussians come first: phones from a flat start, then triphones with states
/// tied by a decision tree. Their alignment gives each frame a tied state, which the network learns to
/// tell from the frame and those around it; its posterior probabilities, divided by priors, take the
/// densities' place in the decoder.
///
/// Departures: layers are pretrained one by one with the labels, as the authors did later (ASRU 2011), and
/// not as restricted Boltzmann machines; rectified linear units with dropout and Adam unless asked
/// otherwise; sizes follow the data, where the paper has 7 layers of 2048, 9304 tied states and 309 hours.
struct DNNHMMExperiment: Trainable, Evaluable, Transcribing, HasRecipe {
  static let about = About(
    id: "dnn-hmm", field: .speech, year: 2011,
    title: "CD-DNN-HMM: a deep network scores the states of a speech recognizer",
    data: SpokenDigits.id,
    expectation: "a real voice after synthetic ones: 14% word error, 16% by the network",
    example: "--data an4/ --seed 1")
  static let recipe = Recipe(
    .adam, learningRate: 1e-3, schedule: .polynomial, batchSize: 256, length: .epochs(8))

  struct TrainOptions: ParsableArguments {
    @Option(
      data:
        "Speech: a folder of recordings with transcripts.txt, or one laid out as for sphinxtrain")
    var data = DataName(SpokenDigits.id)
    @Option(
      "Samples a second to which sound is brought.", in: .range(8000...48_000),
      default: "the first recording's, at most 16,000")
    var sampleRate: Int?
    @OptionGroup(title: "Gaussians") var gaussian: GaussianOptions
    @OptionGroup(title: "Network") var network: StateNetworkOptions
    @OptionGroup(title: "Updates") var update: UpdateOptions<DNNHMMExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<DNNHMMExperiment>
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    try run.reserve()
    let data = try SpeechData(folder(options.data), sampleRate: options.sampleRate)
    let models = try SpeechTraining(options, data, run).models()
    let scores = SpeechScores(models, on: data.test)
    for line in scores.lines { Console.result(line) }
    try run.finish(models.tensors, metadata: models.metadata(), scores: scores.scores)
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
    let models = try SpeechModels(file)
    let source = try file.source(options.data)
    let test = try SpeechData.test(folder(source), models.lexicon, models.frontEnd)
    let scores = SpeechScores(models, on: test)
    var report = Report(system: about.id, data: source.recordedText, scores.scores)
    report.lines.append(scores.lines.joined(separator: "\n"))
    return report
  }

  typealias PredictOptions = ModelOptions

  static let predictExample = "--sample digits.wav"

  static func transcribe(_ options: ModelOptions, samples: [String]) throws -> [Transcription] {
    let (recognizer, frontEnd) = try OpenModels.model(options, of: about.id) {
      let models = try SpeechModels(TrainedModel(options, of: about.id))
      return (models.networkRecognizer, models.frontEnd)
    }
    return try SpeechFiles.readable(samples) { file in
      recognizer.transcription(try SpeechData.frames(file, frontEnd), sample: file.relativePath)
    }
  }

  private static func folder(_ data: DataName) throws -> URL {
    if data.text == SpokenDigits.id, let recordings = try data.fetched() {
      var progress: ProgressReporter?
      defer { progress?.finish() }
      return try SpokenDigits.make(recordings) { done, total in
        let own =
          progress
          ?? ProgressReporter(title: "speaking digits", total: total, unit: "strings")
        own.update(done)
        progress = own
      }
    }
    if data.entry != nil {
      throw InputError("--data \(data)", "holds no speech; use \(SpokenDigits.id), or a folder")
    }
    try data.checkExists()
    return data.url
  }
}
