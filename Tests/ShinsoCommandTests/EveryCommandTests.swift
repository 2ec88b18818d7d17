import Foundation
import Testing

/// Every command of the command line, as the program itself lists them.
@Suite struct EveryCommandTests {
  private struct Dump: Decodable { let command: Command }

  private struct Command: Decodable {
    let commandName: String
    let shouldDisplay: Bool?
    let abstract: String?
    let subcommands: [Command]?
    let arguments: [Argument]?

    /// Those below it with the words that lead there.
    func leaves(_ words: [String] = []) -> [(words: [String], command: Command)] {
      let own = (subcommands ?? []).filter { $0.commandName != "help" && $0.shouldDisplay != false }
      return own.isEmpty
        ? [(words, self)] : own.flatMap { $0.leaves(words + [$0.commandName]) }
    }

    /// It and all below it.
    func all(_ words: [String] = []) -> [[String]] {
      let own = (subcommands ?? []).filter { $0.commandName != "help" && $0.shouldDisplay != false }
      return [words] + own.flatMap { $0.all(words + [$0.commandName]) }
    }
  }

  private struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }

    let kind: String
    let shouldDisplay: Bool
    let isOptional: Bool
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let abstract: String?

    var spellings: [String] {
      (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
    }
  }

  private func root(_ place: Workplace) throws -> Command {
    let dump = try place.run("--experimental-dump-help")
    #expect(dump.code == 0)
    return try JSONDecoder().decode(Dump.self, from: Data(dump.output.utf8)).command
  }

  @Test func everyCommandHelpsWithAnExample() throws {
    try Workplace.with { place in
      // The kinds of pictures are the same of every network.
      let commands = try root(place).all().filter { words in
        words.count < 3 || words[0] != "visualize" || words[1] == "lenet"
      }
      #expect(commands.count > 30)
      for words in commands {
        let help = try place.run(words + ["--help"])
        let name = (["shinso"] + words).joined(separator: " ")
        #expect(help.code == 0 && help.errors.isEmpty, "\(name)")
        let lines = help.lines
        let start = try #require(lines.firstIndex { $0.hasPrefix("EXAMPLE") }, "\(name)")
        #expect(lines[start + 1].hasPrefix("  " + name), "\(name): \(lines[start + 1])")
        #expect(lines.contains { $0.hasPrefix("USAGE: " + name) }, "\(name)")
        for line in lines where !line.hasPrefix("USAGE: ") {
          #expect(line.count <= 100, "\(name): \(line)")
        }
      }
    }
  }

  @Test func everyOptionSaysWhatItIsWithoutOne() throws {
    try Workplace.with { place in
      for (words, command) in try root(place).leaves() {
        let name = words.joined(separator: " ")
        let arguments = command.arguments ?? []
        let spellings = arguments.flatMap(\.spellings)
        #expect(Set(spellings).count == spellings.count, "\(name): \(spellings)")
        for argument in arguments where argument.shouldDisplay {
          let place = "\(name) \(argument.spellings.first ?? argument.valueName ?? "")"
          let text = argument.abstract ?? ""
          #expect(!text.isEmpty, "\(place) has no help")
          if argument.spellings.contains("--help") || argument.spellings.contains("--version") {
            continue
          }
          // The parser itself adds a default to the text where it knows one.
          let defaults =
            text.components(separatedBy: "default: ").count - 1
            + (argument.defaultValue == nil ? 0 : 1)
          switch argument.kind {
          case "flag": #expect(text.hasSuffix("(default: off)"), "\(place): \(text)")
          case "option" where text.hasSuffix("(needed)"):
            #expect(defaults == 0, "\(place): \(text)")
          case "option": #expect(defaults == 1, "\(place): \(text) \(argument.defaultValue ?? "")")
          default: continue
          }
        }
      }
    }
  }

  /// Each system has a command below each verb that it has, and below no other.
  @Test func verbsHaveTheirSystems() throws {
    try Workplace.with { place in
      let list = try place.run("list", "--json").json()["systems"] as? [[String: Any]] ?? []
      let verbs = (try root(place).subcommands ?? []).filter {
        ["train", "evaluate", "predict", "generate", "nearest", "analogy", "visualize"]
          .contains($0.commandName)
      }
      #expect(verbs.count == 7 && !list.isEmpty)
      for verb in verbs {
        let able = list.filter { ($0["commands"] as? [String])?.contains(verb.commandName) == true }
        let below = (verb.subcommands ?? []).filter {
          $0.shouldDisplay != false && $0.commandName != "help"
        }
        #expect(
          below.map(\.commandName).sorted() == able.compactMap { $0["id"] as? String }.sorted(),
          "\(verb.commandName)")
      }
    }
  }
}
