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
/// densities' place in the decoder. The network then aligns the utterances itself and learns from that.
///
/// Departures: layers are pretrained one by one with the labels, as the authors did later (ASRU 2011), and
/// not as restricted Boltzmann machines; rectified linear units with dropout and Adam unless asked
/// otherwise; sizes follow the data, where the paper has 7 layers of 2048, 9304 tied states and 309 hours;
/// frames vary in training (``FrameVariation``), because such data are few; at the end the network learns
/// from whole utterances (``SequenceTraining``), as the mixtures by boosted MMI do.
struct DNNHMMExperiment: Trainable, Evaluable, Transcribing, Visualizing, HasRecipe {
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
    @Option(
      """
      Of recordings of single digits, DIGIT_SPEAKER_INDEX.wav: the speaker whose recordings, put \
      together to strings, are for testing, or each, one after the other.
      """, default: "none")
    var leaveOut: String?
    @OptionGroup(title: "Gaussians") var gaussian: GaussianOptions
    @OptionGroup(title: "Network") var network: StateNetworkOptions
    @OptionGroup(title: "Updates") var update: UpdateOptions<DNNHMMExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<DNNHMMExperiment>
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    try run.reserve()
    let source = SpeechSource(options.data, leavingOut: options.leaveOut)
    let speakers = try source.speakers()
    var (folds, last): ([SpeechScores], SpeechModels?) = ([], nil)
    for speaker in speakers {
      let data = try SpeechData(source.folder(leavingOut: speaker), sampleRate: options.sampleRate)
      let prefix = speakers.count > 1 ? speaker.map { "\($0)-" } ?? "" : ""
      let models = try SpeechTraining(options, data, run, prefix: prefix).models()
      folds.append(SpeechScores(models, on: data.test))
      if speakers.count > 1, let speaker {
        Console.result(folds[folds.count - 1].line(of: speaker))
      }
      last = models
    }
    guard let last else { return }
    let scores = SpeechScores(sum: folds)
    for line in scores.lines { Console.result(line) }
    try run.finish(last.tensors, metadata: last.metadata(), scores: scores.scores)
  }

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "Speech, whose part for testing is used.", default: "what it was trained on",
      completion: .directory)
    var data: DataName?
    @Option(
      "Of recordings of single digits: the speaker on whose strings it is scored.", default: "none")
    var leaveOut: String?
  }

  static let drawsEvaluation = false

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let file = try TrainedModel(options.model, of: about.id)
    let models = try SpeechModels(file)
    let source = try file.source(options.data)
    let test = try SpeechData.test(
      SpeechSource(source, leavingOut: options.leaveOut).folder(), models.lexicon, models.frontEnd)
    let scores = SpeechScores(models, on: test)
    var report = Report(system: about.id, data: source.recordedText, scores.timedScores)
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
    return try SpeechFiles.readable(samples) { source in
      recognizer.transcription(
        try SpeechData.frames(source, frontEnd), sample: source.relativeName)
    }
  }

  static let visualizeExample = "--sample digits.wav -o speech.png"

  struct VisualizeOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option("A recording.", default: "none: it is needed", completion: .file())
    var sample: FileName?
    @Option("What was said, words with spaces between.", default: "what it recognizes")
    var text: String?

    func validate() throws {
      if sample == nil { throw ValidationError("--sample: name a recording") }
    }
  }

  /// The spectrogram of a recording with the words and phones in it.
  static func visualize(_ options: VisualizeOptions, to picture: URL) throws {
    guard let sample = options.sample else { return }
    let models = try SpeechModels(TrainedModel(options.model, of: about.id))
    let speech = try AlignedSpeech(sample.url, text: options.text, models)
    try speech.plot().write(to: picture)
    for line in speech.lines { Console.result(line) }
  }
}
