import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// What `shinso data stats` tells of texts.
public struct TextReport {
  public let statistics: [TextStatistics]

  public static let heads = [
    "FILE", ">LINES", ">WORDS", ">CHARACTERS", ">DISTINCT", ">JAPANESE", ">LONGEST LINE",
  ]

  /// nil if the name is of another kind of data.
  ///
  /// - Parameters:
  ///   - name: a file, a folder, or a set of the catalog, which is fetched.
  ///   - isText: whether a file or a folder is to be read as text.
  /// - Throws: `InputError` if there is no text.
  public init?(_ name: String, isText: Bool) throws {
    let data = DataName(name)
    if data.entry?.isText == true, let folder = try data.fetched() {
      statistics = try TextStatistics.all(below: folder)
    } else if isText {
      statistics = try TextStatistics.all(below: data.url)
    } else {
      return nil
    }
  }

  /// A row for each file.
  public var rows: [[String]] {
    statistics.map { file in
      let part = 100 * Double(file.japaneseCharacters) / Double(max(file.characters, 1))
      return [
        file.file.printable, "\(file.lines)", "\(file.words)", "\(file.characters)",
        "\(file.distinctCharacters)", String(format: "%.1f %%", part), "\(file.longestLine)",
      ]
    }
  }
}
