import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoTraining

/// `shinso predict ID` of a system that finds objects.
struct PredictBoxesSystem<S: Detecting>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: S.about.id, _superCommandName: "shinso \(Predict.verb)",
      abstract: S.about.title,
      discussion: "EXAMPLE\n  shinso predict \(S.about.id) \(S.predictExample)")
  }

  @Option(
    name: [.customLong("sample"), .customLong("samples")], parsing: .upToNextOption,
    help: "Files, or folders of files. (needed)", completion: .file())
  var samples: [String] = []
  @Flag("One JSON object on standard output.") var json = false
  @Option(
    "Draw the pictures with boxes and labels as a PNG file (gnuplot).", name: .shortAndLong,
    default: "none", completion: .file())
  var output: String?
  @OptionGroup var options: S.PredictOptions

  func validate() throws {
    if samples.isEmpty { throw ValidationError("--sample: name one file or more") }
  }

  func run() throws {
    let picture = output.map { URL(filePath: $0) }
    if let picture { try Plot.checkDrawable(to: picture) }
    let found = try S.detect(options, samples: samples)
    if let picture { try S.draw(found, to: picture) }
    if json { return try printJSON(["predictions": found]) }
    for one in found {
      if found.count > 1 { print("\(one.sample):") }
      for line in one.lines { print(line) }
    }
  }
}
