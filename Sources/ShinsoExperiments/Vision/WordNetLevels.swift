import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTraining

/// How wrong answers are: errors by level of WordNet's tree. At level 0 everything is an `entity`, at
/// the last level the classes themselves count. An answer is right at a level if the way from the root
/// to it passes the same synset there as the way to the truth; a way that has ended stays at its end.
struct WordNetLevels {
  struct Level {
    let number: Int
    /// What the classes are at this level, what most of them are first.
    let synsets: [String]
    /// The fraction of photographs whose most probable class is wrong at this level.
    let top1Error: Double
    /// The fraction of photographs whose five most probable classes are all wrong at this level.
    let top5Error: Double
  }

  /// For each class the synsets from the root down to it.
  private let paths: [[String]]

  init(identifiers: [String], _ nouns: WordNetNouns) throws {
    paths = try identifiers.map { try nouns.path(to: $0) }
  }

  func levels(of evaluation: Evaluation) -> [Level] {
    let depth = paths.map(\.count).max() ?? 0
    return (0..<depth).map { level in
      // By the whole way: two synsets may have the same first word.
      func ancestor(_ label: Int) -> ArraySlice<String> { paths[label].prefix(level + 1) }
      var (wrong1, wrong5) = (0, 0)
      for (guesses, label) in zip(evaluation.guesses, evaluation.labels) {
        let truth = ancestor(label)
        if guesses.first.map({ ancestor($0.label) != truth }) ?? true { wrong1 += 1 }
        if !guesses.prefix(5).contains(where: { ancestor($0.label) == truth }) { wrong5 += 1 }
      }
      let count = Double(max(evaluation.labels.count, 1))
      let classes = Dictionary(grouping: paths.indices) { ancestor($0) }
      let synsets = classes.map { (name: $0.key.last ?? "", count: $0.value.count) }
        .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
      return Level(
        number: level, synsets: synsets.map(\.name),
        top1Error: Double(wrong1) / count, top5Error: Double(wrong5) / count)
    }
  }

  func table(of evaluation: Evaluation) -> String {
    var table = Table([">LEVEL", ">SYNSETS", ">TOP-1 ERROR", ">TOP-5 ERROR", "AS"])
    for level in levels(of: evaluation) {
      let names = level.synsets.prefix(3).joined(separator: ", ")
      table.append([
        "\(level.number)", "\(level.synsets.count)",
        String(format: "%.2f%%", 100 * level.top1Error),
        String(format: "%.2f%%", 100 * level.top5Error),
        names + (level.synsets.count > 3 ? ", …" : ""),
      ])
    }
    return table.lines.joined(separator: "\n")
  }

  /// WordNet's nouns: the file that is named, else the installed one, else the one in the cache; nil,
  /// with a note that says how to get them, if there are none.
  static func nouns(_ given: URL?) throws -> WordNetNouns? {
    let entry = DataCatalog.wordNet.entry
    let cache = Cache()
    let cached = cache.manifest(of: entry).map { _ in
      cache.folder(for: entry).appending(path: WordNetNouns.fileName)
    }
    let installed = WordNetNouns.installed
    let hasInstalled = FileManager.default.fileExists(atPath: installed.path)
    guard let file = given ?? (hasInstalled ? installed : cached) else {
      Console.note(
        "error by level needs WordNet: `\(entry.command)` fetches it, --wordnet names a data.noun")
      return nil
    }
    return try WordNetNouns(file)
  }
}
