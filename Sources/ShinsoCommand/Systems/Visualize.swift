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
    let picture = URL(filePath: output)
    try AtomicFile.checkWritable(picture)
    try S.visualize(options, to: picture)
  }
}
