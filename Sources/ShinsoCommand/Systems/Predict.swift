import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoZoo

struct Predict: ParsableCommand, FileVerb {
  static let verb = "predict"

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Names the classes of samples, best first.",
      discussion: """
        EXAMPLES
          shinso predict pretrained-mlp --sample shiba.jpeg
          shinso predict detection --sample street.jpg -o boxes.png
          shinso predict dnn-hmm --sample digits.wav
          shinso predict rntn "A film of rare beauty." -o tree.svg
          shinso predict \(PretrainedNetwork.defaultName) --sample a.jpg photos/ --top 3 --csv
        Of a run with --patience, its best weights are used; of others, the last ones. A network \
        that was not trained here answers with its published weights. In place of a system's name, \
        a file or folder may stand: a run's, or one with a network; `shinso predict FILE --help` \
        shows what it takes.
        """,
      subcommands: [UnknownSystem<Predict>.self, PredictSystem<FileNetwork>.self],
      groupedSubcommands: SystemCommands.groups(SystemCommands.predict),
      defaultSubcommand: UnknownSystem<Predict>.self)
  }
}

extension Predict {
  static func command(forFile path: String, _ words: [String]) throws -> (any ParsableCommand)? {
    func open<S: Predicting>(_ system: S.Type) throws -> any ParsableCommand {
      try PredictSystem<S>.parseAsRoot(["--model", path] + words)
    }
    func openText<S: PredictingText>(_ system: S.Type) throws -> any ParsableCommand {
      try PredictTextSystem<S>.parseAsRoot(["--model", path] + words)
    }
    func openBoxes<S: Detecting>(_ system: S.Type) throws -> any ParsableCommand {
      try PredictBoxesSystem<S>.parseAsRoot(["--model", path] + words)
    }
    func openSpeech<S: Transcribing>(_ system: S.Type) throws -> any ParsableCommand {
      try PredictSpeechSystem<S>.parseAsRoot(["--model", path] + words)
    }
    let system = TrainedModel.system(of: path)
    if let system = system as? any Predicting.Type { return try open(system) }
    if let system = system as? any PredictingText.Type { return try openText(system) }
    if let system = system as? any Detecting.Type { return try openBoxes(system) }
    if let system = system as? any Transcribing.Type { return try openSpeech(system) }
    return try PredictSystem<FileNetwork>.parseAsRoot([path] + words)
  }
}

/// `shinso predict ID`.
struct PredictSystem<S: Predicting>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: S.about.id, _superCommandName: "shinso \(Predict.verb)",
      abstract: S.about.title,
      discussion: """
        EXAMPLE
          shinso predict \(S.about.id) \(S.predictExample)

        SAMPLES
          \(S.sampleForm)
        """,
      shouldDisplay: S.self != FileNetwork.self)
  }

  @Option(
    name: [.customLong("sample"), .customLong("samples")], parsing: .upToNextOption,
    help: "Files, or folders with files in them and below. (needed)", completion: .file())
  var samples: [String] = []
  @Option("How many classes to show.", in: 1...mostCounted) var top = 5
  @Flag("One JSON object on standard output.") var json = false
  @Flag("Lines of sample, rank, class and probability, separated by commas.") var csv = false
  @OptionGroup var options: S.PredictOptions

  func validate() throws {
    if samples.isEmpty { throw ValidationError("--sample: name one file or more") }
    if json, csv { throw ValidationError("give either --json or --csv") }
  }

  func run() throws {
    let predictions = try S.predict(options, samples: samples, top: top)
    if json { return try printJSON(["predictions": predictions]) }
    if csv { return Prediction.printCSV(predictions) }
    for prediction in predictions {
      if predictions.count > 1 { print("\(prediction.sample):") }
      for line in prediction.lines { print(line) }
    }
  }
}

extension Prediction {
  /// Lines of sample, rank, class and probability.
  static func printCSV(_ predictions: [Prediction]) {
    print("sample,rank,class,probability")
    for prediction in predictions {
      for (rank, entry) in prediction.classes.enumerated() {
        print("\(field(prediction.sample)),\(rank + 1),\(field(entry.name)),\(entry.probability)")
      }
    }
  }

  /// As RFC 4180 has it.
  private static func field(_ text: String) -> String {
    text.contains { ",\"\n\r".contains($0) }
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
