import Foundation
import ShinsoFormats
import ShinsoTensor

/// Pairs of words with how similar people find them: two words and a number on each line, separated
/// by tabs or spaces, as WordSim-353, MEN, SimLex-999 and others are handed out; or a CSV file with a
/// heading (word1, word2, …), of whose columns the last is the mean of the judges.
public struct WordSimilarities: Sendable {
  public struct Pair: Sendable, Hashable {
    public let first: String
    public let second: String
    public let score: Double
  }

  /// The file's name without its extension.
  public let name: String
  public let pairs: [Pair]

  /// - Throws: `InputError` naming the file and the line.
  public init(contentsOf url: URL) throws {
    name = url.deletingPathExtension().lastPathComponent
    let isCSV = url.pathExtension.lowercased() == "csv"
    pairs = try isCSV ? Self.table(url) : Self.lines(url)
    guard !pairs.isEmpty else { throw InputError(url.path, "has no pairs of words") }
  }

  private static func lines(_ url: URL) throws -> [Pair] {
    let lines = try TextFile(url).text.split(separator: "\n", omittingEmptySubsequences: false)
    return try lines.enumerated().compactMap { number, line in
      let parts = line.split(whereSeparator: \.isWhitespace)
      if parts.isEmpty || parts[0].hasPrefix("#") { return nil }
      guard parts.count == 3, let score = Double(parts[2]), score.isFinite else {
        throw InputError(url.path, "line \(number + 1) is not two words and a number")
      }
      return Pair(first: String(parts[0]), second: String(parts[1]), score: score)
    }
  }

  private static func table(_ url: URL) throws -> [Pair] {
    try CSV(url, hasHeader: true).rows.enumerated().map { number, fields in
      guard fields.count >= 3, !fields[0].isEmpty, !fields[1].isEmpty,
        let score = Double(fields[fields.count - 1]), score.isFinite
      else { throw InputError(url.path, "row \(number + 1) is not two words and numbers") }
      return Pair(first: fields[0], second: fields[1], score: score)
    }
  }
}
