import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoTraining

struct Nearest: ParsableCommand, FileVerb {
  static let verb = "nearest"

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Lists the words that are nearest to one.",
      discussion: """
        EXAMPLES
          shinso nearest word2vec 先生
          shinso nearest word2vec パンク --model runs/cars --model runs/encyclopedia
          shinso nearest word2vec 先生 --top 40 -o near.png
        Of several words the sum counts. Several models stand side by side in one table.
        """,
      subcommands: [UnknownSystem<Nearest>.self],
      groupedSubcommands: SystemCommands.groups(SystemCommands.nearest),
      defaultSubcommand: UnknownSystem<Nearest>.self)
  }
}

extension Nearest {
  static func command(forFile path: String, _ words: [String]) throws -> (any ParsableCommand)? {
    func open<S: NearestWords>(_ system: S.Type) throws -> any ParsableCommand {
      try NearestSystem<S>.parseAsRoot(["--model", path] + words)
    }
    return try (TrainedModel.system(of: path) as? any NearestWords.Type).map { try open($0) }
  }
}

/// `shinso nearest ID`.
struct NearestSystem<S: NearestWords>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: S.about.id, _superCommandName: "shinso \(Nearest.verb)",
      abstract: S.about.title,
      discussion: "EXAMPLE\n  shinso nearest \(S.about.id) \(S.nearestExample)")
  }

  @Argument(help: "A word, or several whose sum counts.") var words: [String]
  @Option("How many words to show.", in: 1...10_000) var top = 40
  @OptionGroup var options: S.NearestOptions
  @OptionGroup var output: NearWordsOutput

  func run() throws { try output.show { try S.nearest(options, to: words, top: top) } }
}
