import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats

struct Visualize: ParsableCommand, Verb {
  static let verb = "visualize"

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Draws what a trained system has learned.",
      discussion: "EXAMPLE\n  shinso visualize dbn -o codes.png",
      subcommands: [UnknownSystem<Visualize>.self],
      groupedSubcommands: SystemCommands.groups(SystemCommands.visualize),
      defaultSubcommand: UnknownSystem<Visualize>.self)
  }
}

/// The file that `-o` names: its ending says the kind of picture, and a name without one gets it.
///
/// - Throws: `UsageError` for the ending of another kind.
func pictureFile(_ path: String, _ kind: String) throws -> URL {
  let url = URL(filePath: path)
  switch url.pathExtension.lowercased() {
  case kind: return url
  case "": return url.appendingPathExtension(kind)
  case let other:
    throw UsageError(
      message: "-o \(path): the picture is drawn as .\(kind), not as .\(other)")
  }
}

/// `shinso visualize ID`.
struct VisualizeSystem<S: Visualizing>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: S.about.id, abstract: S.about.title,
      discussion: "EXAMPLE\n  shinso visualize \(S.about.id) -o picture.\(S.pictureExtension)")
  }

  @Option(
    name: .shortAndLong, help: "The \(S.pictureExtension.uppercased()) file.", completion: .file())
  var output = "\(S.about.id).\(S.pictureExtension)"
  @OptionGroup var options: S.VisualizeOptions

  func validate() throws {
    try checkPicture(output, of: "--output", is: S.pictureExtension)
  }

  func run() throws {
    let picture = try pictureFile(output, S.pictureExtension)
    try AtomicFile.checkWritable(picture)
    try S.visualize(options, to: picture)
  }
}
