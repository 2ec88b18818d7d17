import Foundation
import ShinsoFormats
import ShinsoTensor

/// Files that list images with their classes, one per line: `path label` or `path,label`, as used
/// by Caffe and many data sets.
public enum ImageList {
  /// Whether `url` is such a file, judged by its name.
  public static func isList(_ url: URL) -> Bool {
    ["txt", "csv", "tsv", "lst"].contains(url.pathExtension.lowercased())
  }

  /// Enough for a few million images.
  private static let maximumByteCount = 1 << 28

  struct Line: Hashable {
    var path: String
    var label: String
  }

  /// The lines of a list. Empty lines are skipped, and so are lines that start with `#`, of which a note
  /// tells the number, unless they name an image that exists. What divides path and label is what makes
  /// paths end as images do: a tab, a semicolon, a comma or a space, and the last of them, so paths may
  /// contain others. A first line that names the columns is a header.
  ///
  /// - Parameter exists: whether there is an image of that path.
  /// - Throws: `InputError` naming the file and the line.
  static func lines(of url: URL, exists: (String) -> Bool = { _ in false }) throws -> [Line] {
    let bytes = try PackedFile.bytes(of: url, limit: maximumByteCount)
    let text = try TextDecoder(name: url.path).decodeTable(bytes)
    var comments = 0
    let kept = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let trimmed = line.drop(while: \.isWhitespace)
      guard trimmed.hasPrefix("#") else { return String(line) }
      let names = separators.compactMap { separator in
        trimmed.lastIndex(of: separator).map { String(trimmed[..<$0]) }
      }
      if names.contains(where: { !$0.hasPrefix("# ") && exists($0) }) { return String(line) }
      comments += 1
      return ""
    }
    if comments > 0 {
      Console.note(
        "\(url.lastPathComponent): \(counted(comments, "line")) starting with # passed over")
    }
    return try lines(kept, url)
  }

  private static let separators: [Character] = ["\t", ";", ",", " "]

  /// The lines divided in the way in which most paths end as images do.
  private static func lines(_ kept: [String], _ url: URL) throws -> [Line] {
    let text = kept.joined(separator: "\n")
    let some = kept.lazy.filter { !$0.isBlank }.prefix(200).joined(separator: "\n")
    var best: (separator: Character, score: Int)?
    for separator in separators {
      guard let rows = try? rows(some, separator, url), !rows.isEmpty,
        rows.dropFirst().allSatisfy({ $0.fields.count > 1 })
      else { continue }
      let lines = rows.count == 1 ? rows[...] : rows[1...]
      let score = lines.count { row in
        let line = line(row, separator, .last)
        return isPicture(line.path) != isPicture(line.label)
      }
      if rows[0].fields.count > 1 || rows.count > 1, score > best?.score ?? -1 {
        best = (separator, score)
      }
    }
    guard let separator = best?.separator else {
      let place = kept.firstIndex { line in
        !line.isBlank && !separators.contains { line.trimmed.contains($0) }
      }
      let number = place ?? kept.firstIndex { !$0.isBlank } ?? 0
      if kept.allSatisfy(\.isBlank) { return [] }
      throw InputError(
        url.path, "line \(number + 1) is not `path label`: \(quoted(kept[number].trimmed))")
    }
    return try lines(rows(text, separator, url), separator, url)
  }

  private static func rows(
    _ text: String, _ separator: Character, _ url: URL
  ) throws -> [DelimitedText.Row] {
    guard separator == " " else {
      return try DelimitedText(
        text: text, name: url.path, separator: separator.asciiValue
      ).rows.filter { !$0.fields.allSatisfy(\.isBlank) }
    }
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .compactMap { number, line in
        let line = line.trimmed
        if line.isEmpty { return nil }
        guard let place = line.lastIndex(of: " ") else {
          return DelimitedText.Row(line: number + 1, fields: [line])
        }
        return DelimitedText.Row(
          line: number + 1,
          fields: [String(line[..<place]), String(line[line.index(after: place)...])])
      }
  }

  /// Where a row has its path and its label.
  private enum Columns {
    /// All but the last field are the path.
    case last
    case of(path: Int, label: Int)
  }

  private static func line(
    _ row: DelimitedText.Row, _ separator: Character, _ columns: Columns
  ) -> Line {
    switch columns {
    case .last:
      Line(
        path: unquoted(row.fields.dropLast().joined(separator: String(separator))),
        label: unquoted(row.fields.last ?? ""))
    case .of(let path, let label):
      Line(path: unquoted(row.fields[path]), label: unquoted(row.fields[label]))
    }
  }

  private static func lines(
    _ rows: [DelimitedText.Row], _ separator: Character, _ url: URL
  ) throws -> [Line] {
    var (rows, columns) = (rows[...], Columns.last)
    if let first = rows.first, let found = header(first, rows.dropFirst(), url) {
      (rows, columns) = (rows.dropFirst(), found)
    } else if !rows.isEmpty,
      rows.allSatisfy({ row in
        row.fields.count == 2 && !isPicture(row.fields[0]) && isPicture(row.fields[1])
      })
    {
      columns = .of(path: 1, label: 0)
    }
    return try rows.map { row in
      if case .of(let path, let label) = columns, max(path, label) >= row.fields.count {
        throw InputError(
          url.path, "line \(row.line) has \(counted(row.fields.count, "field")), too few")
      }
      guard row.fields.count > 1 else {
        throw InputError(
          url.path, "line \(row.line) is not `path label`: \(quoted(row.fields[0].trimmed))")
      }
      let line = line(row, separator, columns)
      guard !line.path.isEmpty, !line.label.isEmpty else {
        throw InputError(url.path, "line \(row.line) has no path or no label")
      }
      return line
    }
  }

  private static let pathNames: Set = [
    "path", "file", "files", "filename", "file_name", "filepath", "file_path", "image", "images",
    "image_path", "image_name", "image_id", "imageid", "img", "id", "name", "picture",
  ]
  private static let labelNames: Set = [
    "label", "labels", "class", "classes", "class_name", "classname", "category", "breed",
    "species",
    "target", "class_id", "label_name", "y",
  ]

  /// The columns that a first line names; nil if it is like the others.
  private static func header(
    _ first: DelimitedText.Row, _ others: ArraySlice<DelimitedText.Row>, _ url: URL
  ) -> Columns? {
    let names = first.fields.map { unquoted($0).lowercased() }
    guard names.count > 1, !names.contains(where: isPicture) else { return nil }
    let path = names.firstIndex(where: pathNames.contains)
    let label = names.lastIndex(where: labelNames.contains)
    let isTable = ["csv", "tsv"].contains(url.pathExtension.lowercased())
    let pictures = names.indices.first { column in
      !others.isEmpty
        && others.allSatisfy { $0.fields.count > column && isPicture(unquoted($0.fields[column])) }
    }
    let isNamed = path != nil && label != nil || label == names.count - 1 || path == 0
    guard pictures != nil || isTable && isNamed else { return nil }
    let place = pictures ?? path ?? 0
    let last = names.indices.last { $0 != place } ?? 0
    return names.count == 2 && place == 0
      ? .last : .of(path: place, label: label.flatMap { $0 == place ? nil : $0 } ?? last)
  }

  private static func isPicture(_ path: String) -> Bool { ImageSearch.looksLikePicture(path) }

  private static func unquoted(_ text: String) -> String {
    let text = text.trimmed
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    return String(text.dropFirst().dropLast()).replacing("\"\"", with: "\"")
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
