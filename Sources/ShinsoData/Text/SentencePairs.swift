import Foundation
import ShinsoFormats
import ShinsoTensor

/// Pairs of sentences for training, development and testing.
///
/// - A folder with files by language: `train.ja`, `train.en`, `dev.ja`, …; the languages are the two
///   names. `valid` and `validation` are other names for `dev`.
/// - A folder with `train.tsv`, `dev.tsv`, `test.tsv`, or the same with `.txt` or `.csv`.
/// - A single table of these kinds, all for training.
///
/// A table has a header with the two names among its columns or, without names, two columns and no
/// header. Columns are separated by tabs, in `.csv` by commas as in RFC 4180. Any file may be gzipped.
/// Pairs with an empty side are left out.
public struct SentencePairs: Sendable {
  public enum Part: String, Sendable, CaseIterable {
    case train, dev, test

    fileprivate var names: [String] {
      self == .dev ? ["dev", "valid", "validation", "val"] : [rawValue]
    }
  }

  private let parts: [Part: [SentencePair]]
  /// One sentence for each thing that was left out.
  public let notes: [String]

  init(train: [SentencePair]) {
    parts = [.train: train]
    notes = []
  }

  public subscript(part: Part) -> [SentencePair] { parts[part] ?? [] }

  /// - Parameters:
  ///   - source: the language or column of the sentences, and `target` that of what they are to
  ///     become; both nil for tables of two columns.
  /// - Throws: `InputError` naming the file if it cannot be read, is empty, or is no valid text; if
  ///   two files have different numbers of lines; if there is no such language or column.
  public init(_ place: URL, source: String?, target: String?) throws {
    guard (source == nil) == (target == nil) else {
      throw InputError(
        source == nil ? "--source" : "--target", "is needed as well: name both sides or none")
    }
    let names = source.flatMap { source in target.map { (source: source, target: $0) } }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) else {
      throw InputError(place.path, "no such file or folder")
    }
    var parts: [Part: [SentencePair]] = [:]
    var notes: [String] = []
    func take(_ part: Part, _ pairs: [SentencePair], _ name: String) throws {
      let kept = pairs.filter { !$0.source.isBlank && !$0.target.isBlank }
      if kept.isEmpty { throw InputError(name, "has no pair of sentences") }
      if kept.count < pairs.count {
        notes.append(
          "\(name): \(counted(pairs.count - kept.count, "pair")) with an empty side "
            + "left out")
      }
      parts[part] = kept
    }
    if isFolder.boolValue {
      for part in Part.allCases {
        guard let found = try Self.files(of: part, in: place, names) else { continue }
        try take(part, try Self.read(found, names), found[0].path)
      }
      guard parts[.train] != nil || parts[.test] != nil else {
        throw Self.nothingFound(in: place, names)
      }
    } else {
      try take(.train, try Self.read([place], names), place.path)
    }
    self.parts = parts
    self.notes = notes
  }

  /// The two files of a part by language, or its one table; nil if there are none.
  private static func files(
    of part: Part, in folder: URL, _ names: (source: String, target: String)?
  ) throws -> [URL]? {
    func existing(_ ending: String) -> URL? {
      part.names.flatMap { ["\($0).\(ending)", "\($0).\(ending).gz"] }
        .map { folder.appending(path: $0) }
        .first { FileManager.default.fileExists(atPath: $0.path) }
    }
    if let names, let source = existing(names.source) {
      guard let target = existing(names.target) else {
        throw InputError(
          source.path, "has no counterpart \(part.rawValue).\(names.target) beside it")
      }
      return [source, target]
    }
    return ["tsv", "txt", "csv"].lazy.compactMap(existing).first.map { [$0] }
  }

  private static func nothingFound(
    in folder: URL, _ names: (source: String, target: String)?
  ) -> InputError {
    let found = (try? FolderListing.names(in: folder)) ?? []
    let some = found.filter { !$0.hasPrefix(".") }.sorted().prefix(8).joined(separator: ", ")
    let has = some.isEmpty ? "is empty" : "has \(some)"
    if let names {
      return InputError(
        folder.path,
        "has no train.\(names.source) and train.\(names.target), and no train.tsv; it \(has)")
    }
    return InputError(
      folder.path,
      "has no train.tsv, train.txt or train.csv; for files by language name two by --source and "
        + "--target; it \(has)")
  }

  private static func read(
    _ files: [URL], _ names: (source: String, target: String)?
  ) throws -> [SentencePair] {
    if files.count == 1 { return try table(files[0], names) }
    let sides = try files.map { try lines($0) }
    guard sides[0].count == sides[1].count else {
      throw InputError(
        files[1].path,
        "has \(counted(sides[1].count, "line")), but \(files[0].path) has \(sides[0].count): line "
          + "by line, "
          + "they must belong together")
    }
    return zip(sides[0], sides[1]).map { SentencePair(source: $0, target: $1) }
  }

  private static func lines(_ file: URL) throws -> [String] {
    let text = try TextFile(file).text
    if text.isEmpty { throw InputError(file.path, "is empty") }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if text.hasSuffix("\n") { lines.removeLast() }
    return lines
  }

  private static func table(
    _ file: URL, _ names: (source: String, target: String)?
  ) throws -> [SentencePair] {
    var rows = try rows(file)
    guard let width = rows.first?.fields.count, width > 1 else {
      throw InputError(file.path, "has one column, but pairs need two, separated by a tab")
    }
    var columns = (source: 0, target: 1)
    if let names {
      let header = rows.removeFirst().fields.map { $0.trimmingCharacters(in: .whitespaces) }
      func place(_ name: String) throws -> Int {
        if let place = header.firstIndex(of: name) { return place }
        let some = header.prefix(10).map { "'\($0.prefix(30))'" }.joined(separator: ", ")
        let isHeading = header.contains(names.source) || header.contains(names.target)
        let hint =
          isHeading
          ? "" : "; without a heading, put one first: \(names.source), tab, \(names.target)"
        throw InputError(
          file.path, "has no column '\(name)'; its first line has \(some)\(hint)")
      }
      columns = (try place(names.source), try place(names.target))
    } else if width > 2 {
      let some = (rows.first?.fields ?? []).prefix(10).map { $0.prefix(30) }
        .joined(separator: ", ")
      throw InputError(
        file.path, "has \(counted(width, "column")) (\(some)); name two by --source and --target")
    }
    return try rows.map { line, fields in
      guard fields.count == width else {
        throw InputError(
          file.path,
          "line \(line) has \(counted(fields.count, "column")), but the first line has "
            + "\(width)")
      }
      return SentencePair(source: fields[columns.source], target: fields[columns.target])
    }
  }

  private static func rows(_ file: URL) throws -> [(line: Int, fields: [String])] {
    let name = file.lastPathComponent.lowercased()
    if name.hasSuffix(".csv") || name.hasSuffix(".csv.gz") {
      let text = try TextFile(file).text
      if text.isEmpty { throw InputError(file.path, "is empty") }
      let table = try CSV(Array(text.utf8), name: file.path, hasHeader: false)
      return table.rows.enumerated().map { ($0 + 1, $1) }
    }
    return try lines(file).enumerated().filter { !$1.isEmpty }.map { number, line in
      (number + 1, line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init))
    }
  }
}
