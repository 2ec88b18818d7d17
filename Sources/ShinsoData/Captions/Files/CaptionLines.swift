import Foundation
import ShinsoFormats
import ShinsoTensor

/// Captions in lines: Flickr8k's, and tables.
enum CaptionLines {
  private static let pictureColumns: Set = [
    "image", "image_name", "image_path", "file", "filename", "file_name", "picture", "photo",
    "path",
  ]
  /// Columns that hold something else than captions.
  private static let otherColumns: Set = [
    "id", "image_id", "caption_id", "comment_number", "caption_number", "number", "index", "",
  ]

  static func captions(in text: String, name: String) throws -> [PictureCaption] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first(where: { !$0.isBlank }) else {
      throw InputError(name, "is empty")
    }
    let separator: Character = first.contains("\t") ? "\t" : ","
    let head = first.split(separator: separator, omittingEmptySubsequences: false)
      .map { String($0).trimmed }
    let hasHeader = head.contains { pictureColumns.contains($0.lowercased()) }
    if hasHeader, let table = try table(text, head, separator, name) { return table }
    return try lines.enumerated().compactMap { number, line in
      if line.isBlank || hasHeader && line == first { return nil }
      return try caption(in: line, separator, line: number + 1, name)
    }
  }

  /// nil if its rows have different numbers of fields: captions with commas, without quotes.
  private static func table(
    _ text: String, _ head: [String], _ separator: Character, _ name: String
  ) throws -> [PictureCaption]? {
    guard let byte = separator.asciiValue,
      let table = try? DelimitedText(text: text, name: name, separator: byte),
      table.rows.allSatisfy({ $0.fields.count == head.count })
    else {
      if head.count == 2 { return nil }
      throw InputError(
        name, "has rows with more or fewer fields than its first line; put captions in quotes")
    }
    let names = head.map { $0.lowercased() }
    let picture = names.firstIndex(where: pictureColumns.contains) ?? 0
    let split = names.firstIndex(of: "split")
    let columns = names.indices.filter {
      $0 != picture && $0 != split && !otherColumns.contains(names[$0])
        && !pictureColumns.contains(names[$0])
    }
    if columns.isEmpty { throw InputError(name, "has no column of captions") }
    return try table.rows.dropFirst().flatMap { row in
      let part = try split.map { column in
        let text = row.fields[column].trimmed
        guard let part = CaptionPart(named: text) else {
          throw InputError(
            name, "line \(row.line): split \(quoted(text)); known are train, val and test")
        }
        return part
      }
      return columns.map { column in
        PictureCaption(
          picture: withoutNumber(row.fields[picture].trimmed),
          language: columns.count > 1 ? head[column] : nil, text: row.fields[column].trimmed,
          part: part)
      }
    }
  }

  private static func caption(
    in line: Substring, _ separator: Character, line number: Int, _ name: String
  ) throws -> PictureCaption {
    guard let end = line.firstIndex(of: separator) ?? line.firstIndex(of: "\t") else {
      throw InputError(
        name,
        "line \(number) has no \(separator == "\t" ? "tab" : "comma") between a picture and a caption"
      )
    }
    let picture = withoutNumber(String(line[..<end]).trimmed)
    if picture.isEmpty { throw InputError(name, "line \(number) names no picture") }
    return PictureCaption(
      picture: picture, language: nil,
      text: unquoted(String(line[line.index(after: end)...]).trimmed), part: nil)
  }

  /// `image.jpg#2` is the picture of `image.jpg`.
  private static func withoutNumber(_ picture: String) -> String {
    guard let mark = picture.lastIndex(of: "#") else { return picture }
    let number = picture[picture.index(after: mark)...]
    return !number.isEmpty && number.allSatisfy(\.isNumber) ? String(picture[..<mark]) : picture
  }

  /// Without the quotes that stand around all of it.
  private static func unquoted(_ text: String) -> String {
    guard text.count > 1, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    return text.dropFirst().dropLast().replacing("\"\"", with: "\"").trimmed
  }
}

extension Substring {
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
