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

  /// - Throws: `InputError` for a place that cannot be read. Without the option, what cannot be read is
  ///   told in a note.
  func read() throws -> [ZooEntry] {
    if let entries { return try UserEntries.read(entries) }
    guard let place = UserEntries.usualPlace() else { return [] }
    do { return try UserEntries.read(place) } catch {
      Console.note("your own entries are left out: \(error)")
      return []
    }
  }
}
