import Foundation
import ShinsoFormats
import ShinsoTensor

/// Pairs of words with how similar people find them: two words and a number on each line, separated
/// by tabs or spaces, as WordSim-353, MEN, SimLex-999 and others are handed out; or a CSV file with
/// those columns first, with or without a heading. Of a heading with a column `mean`, that is the
/// number, as in JWSD, where the judges stand between; else it is the third column.
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
    let plain = url.pathExtension.lowercased() == "gz" ? url.deletingPathExtension() : url
    name = plain.deletingPathExtension().lastPathComponent
    let isCSV = plain.pathExtension.lowercased() == "csv"
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
    var rows = try CSV(Array(TextFile(url).text.utf8), name: url.path, hasHeader: false).rows
    guard rows[0].count >= 3 else {
      throw InputError(url.path, "has \(rows[0].count) columns, not two words and a number")
    }
    var column = 2
    let heading = rows[0].map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    let hasHeading = heading.allSatisfy { Double($0) == nil }
    if hasHeading {
      column = heading.lastIndex(of: "mean") ?? column
      rows.removeFirst()
    }
    return try rows.enumerated().map { number, fields in
      guard !fields[0].isEmpty, !fields[1].isEmpty,
        let score = Double(fields[column].trimmingCharacters(in: .whitespaces)), score.isFinite
      else {
        throw InputError(
          url.path,
          "row \(number + (hasHeading ? 2 : 1)) is not two words and a number in column "
            + "\(column + 1)")
      }
      return Pair(first: fields[0], second: fields[1], score: score)
    }
  }
}
