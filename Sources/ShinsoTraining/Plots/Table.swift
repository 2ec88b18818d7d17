/// Rows of text in columns, aligned for characters of any width; two spaces between columns.
package struct Table {
  /// A heading that starts with this aligns its column to the right, for numbers.
  package static let right = ">"
  private let rightColumns: Set<Int>
  private var rows: [[String]]

  package init(_ headings: [String], _ rows: [[String]] = []) {
    rightColumns = Set(headings.indices.filter { headings[$0].hasPrefix(Self.right) })
    self.rows = [headings.map { $0.hasPrefix(Self.right) ? String($0.dropFirst()) : $0 }] + rows
  }

  /// A table without headings, or with the headings as its first row.
  package init(rows: [[String]]) {
    rightColumns = []
    self.rows = rows
  }

  package mutating func append(_ row: [String]) { rows.append(row) }

  package var lines: [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? TextWidth.columns($0[column]) : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        if rightColumns.contains(column) { return TextWidth.right(cell, widths[column]) }
        // Nothing follows the last cell, so that lines have no spaces at their ends.
        return column == row.count - 1 ? cell : TextWidth.left(cell, widths[column])
      }
      return cells.joined(separator: "  ")
    }
  }

  /// Prints the table on standard output.
  package func show() { for line in lines { print(line) } }
}
