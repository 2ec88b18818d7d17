import ArgumentParser
import Testing

@testable import ShinsoCommand

/// What the help of a command shows as an example is a command line that the parser takes.
@Suite struct HelpExampleTests {
  private static func examples(_ command: any ParsableCommand.Type) -> [String] {
    command.configuration.discussion.split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix("  shinso ") }
      + command.configuration.subcommands.flatMap(examples)
  }

  @Test(arguments: examples(Shinso.self)) func canBeTyped(line: String) throws {
    var words = line.split(separator: " ").dropFirst().map(String.init)
    // The help of a file's own command calls the file FILE, which is the command's name to the parser.
    if words.dropFirst().first == "FILE" {
      // The kind of picture is a command below it.
      words.insert("net.prototxt", at: words[0] == "visualize" ? 3 : 2)
    }
    let command = try Shinso.parseAsRoot(words)
    let name = type(of: command)._commandName
    // What takes every word would take a wrong id.
    #expect(
      name != "unknown"
        && (name != "again" || words.contains("--config") || words.contains("--solver")), "\(line)")
  }
}
