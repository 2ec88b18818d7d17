import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// What catches every word of a verb that is not a system's id.
protocol Verb {
  static var verb: String { get }
}

/// A verb for which the files of a model or a network may stand in the place of a system.
protocol FileVerb: Verb {
  /// - Parameters:
  ///   - path: leads to something.
  ///   - words: what was typed after it.
  /// - Returns: nil if it is not of a system with this verb.
  static func command(forFile path: String, _ words: [String]) throws -> (any ParsableCommand)?
}

struct UnknownSystem<V: Verb>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "unknown", abstract: "Answers a wrong id.", shouldDisplay: false)
  }

  @Argument(parsing: .captureForPassthrough, help: "Words.")
  var words: [String] = []

  func run() throws {
    guard let first = words.first else { throw SystemCommands.unknown(nil, for: V.verb) }
    if first.hasPrefix("-") {
      throw UsageError(message: "\(first): name a system first (shinso list)")
    }
    if let verb = V.self as? any FileVerb.Type {
      let exists = FileManager.default.fileExists(atPath: first)
      // So may a name of the zoo that the registry does not have.
      let isKnown = try exists || Self.isOfZoo(first)
      if isKnown, var command = try verb.command(forFile: first, Array(words.dropFirst())) {
        return try command.run()
      }
      if !exists, NetworkSource.isPath(first) {
        throw InputError(first, "no such file or folder")
      }
    }
    if let unfinished = RunFolder(URL(filePath: first)).unfinished { throw unfinished }
    throw SystemCommands.unknown(first, for: V.verb)
  }

  /// Throws where a user's own entries cannot be read, which may be what is missing.
  private static func isOfZoo(_ name: String) throws -> Bool {
    if NetworkSource.isPath(name) || Catalog.system(name) != nil { return false }
    return try ModelZoo.find(name) != nil
  }
}
