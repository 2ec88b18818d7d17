import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoZoo

/// `shinso predict ID TEXT`.
struct PredictTextSystem<S: PredictingText>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: S.about.id, _superCommandName: "shinso \(Predict.verb)",
      abstract: S.about.title,
      discussion: "EXAMPLE\n  shinso predict \(S.about.id) \(S.predictExample)")
  }

  @Argument(help: "Texts, each in quotes. (needed)")
  var texts: [String] = []
  @Option("How many classes to show.", in: 1...mostCounted) var top = 5
  @Flag("One JSON object on standard output.") var json = false
  @Flag("Lines of sample, rank, class and probability, separated by commas.") var csv = false
  @Option(
    "Draw the first text as an SVG picture.", name: .shortAndLong, default: "none",
    completion: .file())
  var output: String?
  @OptionGroup var options: S.PredictOptions

  func validate() throws {
    if texts.isEmpty { throw ValidationError("name one text or more, in quotes") }
    if json, csv { throw ValidationError("give either --json or --csv") }
    try output.map { try checkPicture($0, of: "--output", is: "svg") }
  }

  func run() throws {
    let picture = try output.map { try pictureFile($0, "svg") }
    if let picture { try AtomicFile.checkWritable(picture) }
    let predictions = try S.predict(options, texts: texts, top: top)
    if let picture { try AtomicFile.write(Data(predictions[0].picture.utf8), to: picture) }
    if json { return try printJSON(["predictions": predictions]) }
    if csv { return Prediction.printCSV(predictions.map(\.prediction)) }
    for prediction in predictions {
      if predictions.count > 1 { print("\(prediction.prediction.sample.printable):") }
      for line in prediction.prediction.lines { print(line) }
      print()
      for line in prediction.drawing(Terminal.isColored) { print(line) }
    }
  }
}
