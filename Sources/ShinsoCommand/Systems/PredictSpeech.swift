import ArgumentParser
import ShinsoExperiments

/// `shinso predict ID` of a system that recognizes speech.
struct PredictSpeechSystem<S: Transcribing>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: S.about.id, _superCommandName: "shinso \(Predict.verb)",
      abstract: S.about.title,
      discussion: """
        EXAMPLE
          shinso predict \(S.about.id) \(S.predictExample)

        Prints the words, and for each when it was said and how sure it is.
        """)
  }

  @Option(
    name: [.customLong("sample"), .customLong("samples")], parsing: .upToNextOption,
    help: "Recordings as WAV, FLAC or Ogg files, or folders of them. (needed)",
    completion: .file())
  var samples: [String] = []
  @Flag("One JSON object on standard output.") var json = false
  @OptionGroup var options: S.PredictOptions

  func validate() throws {
    if samples.isEmpty { throw ValidationError("--sample: name one file or more") }
  }

  func run() throws {
    let found = try S.transcribe(options, samples: samples)
    if json { return try printJSON(["predictions": found]) }
    for one in found {
      if found.count > 1 { print("\(one.sample):") }
      for line in one.lines { print(line) }
    }
  }
}
