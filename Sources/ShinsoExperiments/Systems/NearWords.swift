import Foundation
import ShinsoTraining

/// The words near a query in one or more models: the table of the original tool, or one table with
/// the models side by side.
public struct NearWords: Sendable, Encodable {
  public struct Word: Sendable, Encodable, Hashable {
    public let word: String
    public let cosine: Double
  }

  public struct Column: Sendable, Encodable {
    /// The model's.
    public let title: String
    /// Best first.
    public let words: [Word]
    /// What is said above a single table.
    public let lines: [String]
    /// Why there are no words; nil if there are.
    public let problem: String?

    private enum CodingKeys: String, CodingKey {
      case title = "model"
      case words, problem
    }
  }

  public let query: [String]
  public let columns: [Column]
  /// Draws the words of the first model.
  public let draw: @Sendable (URL) throws -> Void

  private enum CodingKeys: String, CodingKey {
    case query
    case columns = "models"
  }

  /// What the command prints.
  public var lines: [String] { columns.count == 1 ? columns[0].tableLines : tableSideBySide }

  private var tableSideBySide: [String] {
    let rows = columns.map { max($0.words.count, 1) }.max() ?? 0
    let cells = (0..<rows).map { row in
      columns.flatMap { column -> [String] in
        guard row < column.words.count else {
          return [row == 0 && column.problem != nil ? "-" : "", ""]
        }
        return [column.words[row].word, column.words[row].text]
      }
    }
    let problems = columns.compactMap(\.problem)
    return Table(columns.flatMap { [$0.title, Table.right] }, cells).lines
      + (problems.isEmpty ? [] : [""] + problems)
  }
}

extension NearWords.Column {
  /// As `distance` of the original tool prints it.
  fileprivate var tableLines: [String] {
    lines + ["", TextWidth.right("Word", 50) + "       Cosine distance"]
      + [String(repeating: "-", count: 72)]
      + words.map { TextWidth.right($0.word, 50) + TextWidth.right($0.text, 22) }
  }
}

extension NearWords.Word {
  fileprivate var text: String { String(format: "%.6f", cosine) }
}
