import ArgumentParser
import Foundation
import ShinsoExperiments

struct Generate: ParsableCommand, FileVerb {
  static let verb = "generate"

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Lets a trained system write.",
      discussion: "EXAMPLE\n  shinso generate rnnlm --prompt 吾輩は猫である --length 200",
      subcommands: [UnknownSystem<Generate>.self],
      groupedSubcommands: SystemCommands.groups(SystemCommands.generate),
      defaultSubcommand: UnknownSystem<Generate>.self)
  }
}

extension Generate {
  static func command(forFile path: String, _ words: [String]) throws -> (any ParsableCommand)? {
    func open<S: Generating>(_ system: S.Type) throws -> any ParsableCommand {
      try GenerateSystem<S>.parseAsRoot(["--model", path] + words)
    }
    return try (TrainedModel.system(of: path) as? any Generating.Type).map { try open($0) }
  }
}

/// `shinso generate ID`.
struct GenerateSystem<S: Generating>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: S.about.id, _superCommandName: "shinso \(Generate.verb)",
      abstract: S.about.title,
      discussion: "EXAMPLE\n  shinso generate \(S.about.id) \(S.generateExample)")
  }

  @OptionGroup var options: S.GenerateOptions

  func run() throws {
    try S.generate(options) { text in
      // Piece by piece, as it comes; a reader that went away ends it.
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
    try FileHandle.standardOutput.write(contentsOf: Data("\n".utf8))
  }
}
