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

  struct Line {
    let path: String
    let label: String
  }

  /// The lines of a list. Empty lines and lines that start with `#` are skipped. In a table (`.csv`
  /// or `.tsv`), a first line whose label is "label" or "class" is a header. The label is the text
  /// after the last comma or tab, or else after the last space, so paths may contain spaces.
  ///
  /// - Throws: `InputError` naming the file and the line.
  static func lines(of url: URL) throws -> [Line] {
    let bytes = try PackedFile.bytes(of: url, limit: maximumByteCount)
    let text = String(decoding: CSV.withoutMark(bytes), as: UTF8.self)
    let mayHaveHeader = ["csv", "tsv"].contains(url.pathExtension.lowercased())
    var lines: [Line] = []
    let raw = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (number, line) in raw.enumerated() {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.isEmpty || line.hasPrefix("#") { continue }
      let separator = ["\t", ",", " "].first { line.contains($0) }
      guard let separator, let place = line.range(of: separator, options: .backwards) else {
        throw InputError(url.path, "line \(number + 1) is not `path label`: \(quoted(line))")
      }
      let path = unquoted(line[..<place.lowerBound])
      let label = unquoted(line[place.upperBound...])
      if mayHaveHeader, lines.isEmpty, ["label", "class"].contains(label.lowercased()) { continue }
      guard !path.isEmpty, !label.isEmpty else {
        throw InputError(url.path, "line \(number + 1) has no path or no label")
      }
      lines.append(Line(path: path, label: label))
    }
    return lines
  }

  private static func unquoted(_ text: Substring) -> String {
    let text = text.trimmingCharacters(in: .whitespaces)
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    return text.dropFirst().dropLast().replacingOccurrences(of: "\"\"", with: "\"")
  }
}
