import Foundation
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

extension Run {
  /// What takes long but is no training: computed once, and found again when the run is resumed.
  ///
  /// - Parameters:
  ///   - name: tells the results of a run apart.
  ///   - key: of all that the result depends on.
  ///   - isPossible: whether a result, which may be from a damaged file, can be used.
  func saved<Result: Codable>(
    _ name: String, key: String, isPossible: (Result) -> Bool, _ make: () throws -> Result
  ) throws -> Result {
    try begin()
    var all =
      (try? Data(contentsOf: folder.results))
      .flatMap { try? JSONDecoder().decode([String: SavedResult].self, from: $0) } ?? [:]
    if let saved = all[name], saved.key == key,
      let result = try? JSONDecoder().decode(Result.self, from: saved.value), isPossible(result)
    {
      return result
    }
    let result = try make()
    all[name] = SavedResult(key: key, value: try JSONEncoder().encode(result))
    try AtomicFile.write(JSONEncoder().encode(all), to: folder.results)
    return result
  }
}

private struct SavedResult: Codable {
  let key: String
  /// JSON.
  let value: Data
}
