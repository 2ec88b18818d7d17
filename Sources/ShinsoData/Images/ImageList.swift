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

extension ImageFolder {
  /// The images that a file lists; see ``ImageList``. Paths are relative to the list's folder and
  /// may refer to files in archives. Classes that are all numbers are sorted by value, others by
  /// their bytes; items keep the order of the list.
  ///
  /// - Throws: `InputError` naming the list if an image does not exist or there are too few
  ///   classes.
  public init(list url: URL, requireClasses: Int = 1) throws {
    try self.init(list: url, requireClasses: requireClasses) { _, path in
      throw InputError(url.path, "lists \(quoted(path)), which does not exist")
    }
  }

  /// - Parameter missing: called for images that do not exist, with the path as listed.
  init(list url: URL, requireClasses: Int, missing: (URL, String) throws -> Void) throws {
    let lines = try ImageList.lines(of: url)
    let names = Set(lines.map(\.label)).sortedAsClasses()
    guard names.count >= max(requireClasses, 1) else {
      throw InputError(
        url.path,
        "lists \(lines.count) images of \(names.count) classes, but "
          + "\(max(requireClasses, 1)) are needed")
    }
    let indices = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    let root = url.deletingLastPathComponent()
    let items: [Item] = try lines.compactMap { line in
      let picture =
        line.path.hasPrefix("/") ? URL(filePath: line.path) : root.appending(path: line.path)
      guard FileManager.default.fileExists(atPath: picture.path) || PackedFile.exists(picture)
      else {
        try missing(picture, line.path)
        return nil
      }
      return Item(url: picture, label: indices[line.label] ?? 0)
    }
    self.init(classNames: names, items: items)
  }
}
