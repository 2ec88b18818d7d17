import ArgumentParser

/// What catches every word of a verb that is no system's id.
protocol Verb {
  static var verb: String { get }
}

struct UnknownSystem<V: Verb>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "unknown", abstract: "Answers a wrong id.", shouldDisplay: false)
  }

  @Argument(parsing: .captureForPassthrough, help: "Words.")
  var words: [String] = []

  func run() throws {
    if let first = words.first, first.hasPrefix("-") {
      throw UsageError(message: "\(first): name a system first (shinso list)")
    }
    throw SystemCommands.unknown(words.first, for: V.verb)
  }
}
