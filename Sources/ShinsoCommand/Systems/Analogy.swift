import ArgumentParser
import Foundation
import ShinsoExperiments

struct Analogy: ParsableCommand, FileVerb {
  static let verb = "analogy"

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Finds what is to a third word as the second is to the first.",
      discussion: """
        EXAMPLES
          shinso analogy word2vec man woman king
          shinso analogy word2vec 父 母 息子 -o relation.png
        """,
      subcommands: [UnknownSystem<Analogy>.self],
      groupedSubcommands: SystemCommands.groups(SystemCommands.analogy),
      defaultSubcommand: UnknownSystem<Analogy>.self)
  }
}

extension Analogy {
  static func command(forFile path: String, _ words: [String]) throws -> (any ParsableCommand)? {
    func open<S: Analogies>(_ system: S.Type) throws -> any ParsableCommand {
      try AnalogySystem<S>.parseAsRoot(["--model", path] + words)
    }
    return try (TrainedModel.system(of: path) as? any Analogies.Type).map { try open($0) }
  }
}

/// `shinso analogy ID`.
struct AnalogySystem<S: Analogies>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: S.about.id, _superCommandName: "shinso \(Analogy.verb)",
      abstract: S.about.title,
      discussion: "EXAMPLE\n  shinso analogy \(S.about.id) \(S.analogyExample)")
  }

  @Argument(help: "Three words: as the first is to the second, so is the third to what?")
  var words: [String]
  @Option("How many words to show.", in: 1...10_000) var top = 10
  @OptionGroup var options: S.AnalogyOptions
  @OptionGroup var output: NearWordsOutput

  func validate() throws {
    if words.count != 3 { throw ValidationError("give three words") }
  }

  func run() throws { try output.show { try S.analogy(options, of: words, top: top) } }
}
