import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoTensor
import ShinsoTraining

struct Train: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Trains a system.",
      discussion: """
        EXAMPLES
          shinso train lenet --data mnist --plot
          shinso train lenet --optimizer adamw --schedule cosine --average 0.999
          shinso train pretrained-mlp --data photos/ --plot
          shinso train --config runs/lenet/config.json -o runs/again
          shinso train --solver lenet_solver.prototxt --data mnist
        `shinso train SYSTEM --help` shows a system's options. Interrupted (Ctrl-C), a training \
        saves and says how to resume.
        """,
      subcommands: [TrainAgain.self],
      groupedSubcommands: SystemCommands.groups(SystemCommands.train),
      defaultSubcommand: TrainAgain.self)
  }
}

/// `shinso train --config FILE`, `shinso train --solver FILE`, and every word that is not a system's.
struct TrainAgain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "again", abstract: "Makes a run again that --config names.", shouldDisplay: false)

  @Argument(parsing: .captureForPassthrough, help: "A system's options and --config.")
  var words: [String] = []

  func run() throws {
    if let first = words.first, !first.hasPrefix("-") {
      throw SystemCommands.unknown(first, for: "train")
    }
    guard let file = Self.value(of: "--config", in: words) else {
      // As Caffe's own `caffe train`.
      if Self.value(of: "--solver", in: words) != nil, let caffe = Catalog.system("caffe") {
        return try Self.open(caffe, words)
      }
      if let first = words.first {
        throw UsageError(message: "\(first): name a system (shinso list) or a run by --config")
      }
      throw UsageError(message: "name a system (shinso list) or a run by --config")
    }
    let saved = try RunConfiguration(contentsOf: configFile(file))
    guard let system = Catalog.system(saved.system), system is any Trainable.Type else {
      throw InputError(file, "is of a run of \(saved.system), which this program does not have")
    }
    try Self.open(system, words)
  }

  private static func open(_ system: any System.Type, _ words: [String]) throws {
    func open<S: Trainable>(_ system: S.Type) throws {
      try TrainSession<S>.run(TrainSystem<S>.parse(words), typed: words)
    }
    if let system = system as? any Trainable.Type { try open(system) }
  }

  private static func value(of option: String, in words: [String]) -> String? {
    for (place, word) in words.enumerated() {
      if word == option { return words.dropFirst(place + 1).first }
      if word.hasPrefix(option + "=") { return String(word.dropFirst(option.count + 1)) }
    }
    return nil
  }
}

/// `shinso train ID`.
struct TrainSystem<S: Trainable>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: S.about.id, abstract: S.about.title,
      discussion: """
        Expect: \(S.about.expectation)

        EXAMPLE
          shinso train \(S.about.id) \(S.about.example)\(notes)
        """, helpNames: .long)
  }

  private static var notes: String { S.about.notes.isEmpty ? "" : "\n\n" + S.about.notes }

  @OptionGroup var options: S.TrainOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func run() throws {
    let words = CommandLineWords.all.drop { $0 != S.about.id }.dropFirst()
    try TrainSession<S>.run(self, typed: Array(words))
  }

  /// Every option with its value.
  var record: OptionRecord { OptionRecord(self) }
}
