import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoTraining

/// What catches every word of a verb that is no system's id.
protocol Verb {
  static var verb: String { get }

  /// The command for files of a model or a network; nil where the verb has none for them.
  ///
  /// - Parameters:
  ///   - path: leads to something.
  ///   - words: what was typed after it.
  static func command(forFile path: String, _ words: [String]) throws -> (any ParsableCommand)?
}

extension Verb {
  static func command(forFile path: String, _ words: [String]) throws -> (any ParsableCommand)? {
    nil
  }
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
    if let first = words.first, FileManager.default.fileExists(atPath: first),
      var command = try V.command(forFile: first, Array(words.dropFirst()))
    {
      return try command.run()
    }
    if let unfinished = words.first.flatMap({ RunFolder(URL(filePath: $0)).unfinished }) {
      throw unfinished
    }
    throw SystemCommands.unknown(words.first, for: V.verb)
  }
}
