import Foundation
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// A run that makes several recognizers, or one, whose phases and results it tells apart by a prefix.
struct PrefixedRun {
  private let run: Run
  private let prefix: String

  init(_ run: Run, _ prefix: String) {
    self.run = run
    self.prefix = prefix
  }

  var seed: UInt64 { run.seed }
  var title: String { prefix.isEmpty ? run.title : "\(run.title), \(prefix.dropLast())" }

  func phase(_ name: String) throws -> Run { try run.phase(prefix + name) }

  func seedInitializers() { run.seedInitializers() }

  /// What takes long but is no training: computed once, and found again when the run is resumed.
  ///
  /// - Parameters:
  ///   - name: tells the results of a run apart.
  ///   - key: of all that the result depends on.
  ///   - isPossible: whether a result, which may be from a damaged file, can be used.
  func saved<Result: Codable>(
    _ name: String, key: String, isPossible: (Result) -> Bool = { _ in true },
    make: () throws -> Result
  ) throws -> Result {
    guard let ranks = Ranks.current else {
      return try savedHere(name, key: key, isPossible: isPossible, make: make)
    }
    return try ranks.valueFromFirst {
      try savedHere(name, key: key, isPossible: isPossible, make: make)
    }
  }

  private func savedHere<Result: Codable>(
    _ name: String, key: String, isPossible: (Result) -> Bool, make: () throws -> Result
  ) throws -> Result {
    let name = prefix + name
    // A new run clears the folder first.
    try run.begin()
    let file = run.folder.results
    var all =
      (try? Data(contentsOf: file))
      .flatMap { try? JSONDecoder().decode([String: SavedResult].self, from: $0) } ?? [:]
    if let saved = all[name], saved.key == key,
      let result = try? JSONDecoder().decode(Result.self, from: saved.value), isPossible(result)
    {
      return result
    }
    let result = try make()
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    all[name] = SavedResult(key: key, value: try encoder.encode(result))
    try AtomicFile.write(encoder.encode(all), to: file)
    return result
  }
}

private struct SavedResult: Codable {
  let key: String
  /// JSON.
  let value: Data
}
