import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoZoo

/// Where a user's own entries of the zoo are.
struct EntriesOption: ParsableArguments {
  @Option(
    """
    Entries of your own: a JSON file, a folder with zoo.json, or the address of either, as `shinso zoo \
    share` writes them.
    """, default: "$SHINSO_ZOO, or ~/.config/shinso/zoo.json", completion: .file())
  var entries: String?

  /// All entries that can be used; what is wrong with others is told in notes.
  ///
  /// - Throws: `InputError` for a place that cannot be read. Without the option, that is a note, too.
  func read() throws -> [ZooEntry] {
    guard let place = entries ?? UserEntries.usualPlace() else { return [] }
    do {
      let listed = try UserEntries.read(place)
      for problem in listed.problems { Console.note("an entry is left out: \(problem)") }
      return listed.entries
    } catch  where entries == nil {
      Console.note("your own entries are left out: \(error)")
      return []
    }
  }
}
