import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoTensor

/// The command to which the first words of a command line lead; files stand for one, too.
struct CommandPath {
  private let names: [String]
  private let command: any ParsableCommand.Type
  /// The first word that is not the name of a subcommand.
  private let next: String?

  init(_ words: [String]) {
    var names: [String] = []
    var command: any ParsableCommand.Type = Shinso.self
    for word in words {
      guard let inner = command.configuration.subcommands.first(where: { $0._commandName == word })
      else { break }
      names.append(word)
      command = inner
    }
    let next = words.dropFirst(names.count).first
    let isFile = next.map { FileManager.default.fileExists(atPath: $0) } ?? false
    if let next, isFile, command is any FileVerb.Type {
      names.append(next)
      // Of a file, too, there are several kinds of pictures.
      let kinds = command == Visualize.self ? NetworkPictures.all.map { $0.kind } : []
      if let kind = words.dropFirst(names.count).first, kinds.contains(kind) { names.append(kind) }
      self.next = nil
    } else {
      self.next = next
    }
    self.names = names
    self.command = command
  }

  /// What prints the command's help: `shinso train lenet --help`.
  var help: String { (["shinso"] + names + ["--help"]).joined(separator: " ") }

  /// How a word is answered that should have been the name of a subcommand and is not; nil if there
  /// is no such word.
  var unknownCommand: UsageError? {
    guard let next, !next.hasPrefix("-"), next != "help", !command.configuration.subcommands.isEmpty
    else { return nil }
    if names.isEmpty, let verb = Catalog.system(next)?.verbs.first {
      return UsageError(
        message: "\(next) is a system; first say what it is to do, as in: shinso \(verb) \(next)")
    }
    func full(_ name: String) -> String { (names + [name]).joined(separator: " ") }
    let known = command.configuration.subcommands.map { $0._commandName }
    let hint = NearestName.of(next, among: known).map { "; did you mean '\(full($0))'?" } ?? ""
    return UsageError(message: "unknown command '\(full(next))'\(hint) (\(help))")
  }
}
