import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoTraining

/// How the words near a query are shown.
struct NearWordsOutput: ParsableArguments {
  @Flag("One JSON object on standard output.") var json = false
  @Option(
    "Draw the words of the first model as PICTURE.png and PICTURE.svg (gnuplot).",
    name: .shortAndLong, default: "none", completion: .file())
  var output: String?

  func show(_ find: () throws -> NearWords) throws {
    let picture = output.map { URL(filePath: $0) }
    if let picture { try Plot.checkDrawable(to: picture) }
    let found = try find()
    if json { try printJSON(found) } else { for line in found.lines { print(line) } }
    if let picture { try found.draw(picture) }
  }
}
