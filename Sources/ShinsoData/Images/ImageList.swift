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
  /// contain others. A first line that names the columns is a header; see ``ImageListColumns``.
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
    return try lines(kept, url, exists)
  }

  private static let separators: [Character] = ["\t", ";", ",", " "]

  /// The lines divided in the way in which most paths end as images do.
  private static func lines(
    _ kept: [String], _ url: URL, _ exists: (String) -> Bool
  ) throws -> [Line] {
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
          || row.fields.count { isPicture(unquoted($0)) } == 1
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
    return try lines(rows(text, separator, url), separator, url, exists)
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

  private static func line(
    _ row: DelimitedText.Row, _ separator: Character, _ columns: ImageListColumns
  ) -> Line {
    switch columns {
    case .last:
      Line(
        path: unquoted(row.fields.dropLast().joined(separator: String(separator))),
        label: unquoted(row.fields.last ?? ""))
    case .of(let path, let label):
      Line(path: unquoted(row.fields[path]), label: unquoted(row.fields[label]))
    case .oneHot(let path, let classes):
      Line(
        path: unquoted(row.fields[path]),
        label: classes.first { Float(unquoted(row.fields[$0.column])) == 1 }?.name ?? "")
    }
  }

  private static func lines(
    _ rows: [DelimitedText.Row], _ separator: Character, _ url: URL, _ exists: (String) -> Bool
  ) throws -> [Line] {
    var (rows, columns) = (rows[...], ImageListColumns.last)
    if let first = rows.first,
      let found = try ImageListColumns.found(header: first, rows.dropFirst(), url),
      !isSample(first, rows.dropFirst(), separator, found.columns, exists)
    {
      (rows, columns) = (rows.dropFirst(), found.columns)
      if let guess = found.guess { Console.note("\(url.lastPathComponent): \(guess)") }
    } else if let found = ImageListColumns.found(contents: rows),
      // A name may have a comma in it, too: what exists decides.
      !rows.allSatisfy({ isPicture(line($0, separator, .last).path) })
        || rows.prefix(100).allSatisfy({
          !exists(line($0, separator, .last).path)
            && exists(line($0, separator, found.columns).path)
        })
    {
      columns = found.columns
      if let guess = found.guess { Console.note("\(url.lastPathComponent): \(guess)") }
    }
    return try rows.map { row in
      if columns.last >= row.fields.count {
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

  /// Whether a first line that reads like a header is a line like the others: its image exists, or others
  /// have its label.
  private static func isSample(
    _ first: DelimitedText.Row, _ others: ArraySlice<DelimitedText.Row>, _ separator: Character,
    _ columns: ImageListColumns, _ exists: (String) -> Bool
  ) -> Bool {
    let sample = line(first, separator, columns)
    if case .oneHot = columns { return exists(sample.path) }
    return exists(sample.path)
      || others.contains { row in
        row.fields.count >= first.fields.count
          && line(row, separator, columns).label.isExactly(sample.label)
      }
  }

  static func isPicture(_ path: String) -> Bool { ImageSearch.looksLikePicture(path) }

  static func unquoted(_ text: String) -> String {
    let text = text.trimmed
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    return String(text.dropFirst().dropLast()).replacing("\"\"", with: "\"")
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
