import Foundation
import ShinsoFormats
import ShinsoTensor

/// Where a row of an image list has its path and its label.
enum ImageListColumns {
  /// All but the last field are the path.
  case last
  case of(path: Int, label: Int)
  /// A column for each class, with a 1 in that of the row and 0 in the others.
  case oneHot(path: Int, [(column: Int, name: String)])

  /// The last column that a row needs.
  var last: Int {
    switch self {
    case .last: 0
    case .of(let path, let label): max(path, label)
    case .oneHot(let path, let classes): max(path, classes.last?.column ?? 0)
    }
  }

  /// Columns, and what is to be said if the one with the labels was guessed.
  typealias Found = (columns: ImageListColumns, guess: String?)

  private static let pathNames: Set = [
    "path", "file", "files", "filename", "file_name", "filepath", "file_path", "image", "images",
    "image_path", "image_name", "image_id", "imageid", "img", "id", "name", "picture",
  ]
  private static let labelNames: Set = [
    "label", "labels", "class", "classes", "class_name", "classname", "category", "breed",
    "species", "target", "class_id", "label_name", "y",
  ]
  private static let labelWords: Set = [
    "label", "labels", "class", "classes", "category", "categories", "breed", "species", "target",
  ]
  /// Of columns that describe a picture but do not say what it shows.
  private static let otherWords: Set = [
    "split", "fold", "set", "subset", "part", "partition", "train", "test", "valid", "validation",
    "width", "height", "size", "bytes", "id", "index", "idx", "number", "date", "time", "url",
    "source", "hash", "md5", "sha256", "license", "author", "xmin", "ymin", "xmax", "ymax",
  ]

  private static func words(_ name: String) -> [String] {
    name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  /// What a first line names. The labels are in the last column with a usual name, else in one of whose
  /// words says so, else in columns of 0 and 1 for the classes, else in the last that does not describe
  /// the picture otherwise.
  ///
  /// - Returns: nil if the line is like the others.
  /// - Throws: `InputError` for columns of 0 and 1 that do not name one class a row.
  static func found(
    header: DelimitedText.Row, _ rows: ArraySlice<DelimitedText.Row>, _ url: URL
  ) throws -> Found? {
    let titles = header.fields.map(ImageList.unquoted)
    guard titles.count > 1, !titles.contains(where: ImageList.isPicture) else { return nil }
    let names = titles.map { words($0).joined(separator: "_") }
    let path = names.firstIndex(where: pathNames.contains)
    let known = names.lastIndex(where: labelNames.contains)
    let isTable = ["csv", "tsv"].contains(url.pathExtension.lowercased())
    let pictures = column(of: rows, in: names.indices, where: ImageList.isPicture)
    let isNamed = path != nil && known != nil || known == names.count - 1 || path == 0
    guard pictures != nil || isTable && isNamed else { return nil }
    let place = pictures ?? path ?? 0
    if names.count == 2, place == 0 { return (.last, nil) }
    let others = names.indices.filter { $0 != place }
    if let label = known.flatMap({ $0 == place ? nil : $0 })
      ?? others.last(where: { !labelWords.isDisjoint(with: words(titles[$0])) })
    {
      return (.of(path: place, label: label), nil)
    }
    let candidates = others.filter { otherWords.isDisjoint(with: words(titles[$0])) }
    if let classes = try oneHot(candidates, titles, rows, url) {
      return (.oneHot(path: place, classes), nil)
    }
    let label = candidates.last ?? others.last ?? 0
    return (
      .of(path: place, label: label),
      others.count == 1
        ? nil
        : "labels from column \(quoted(titles[label])); a column named 'label' goes before it"
    )
  }

  /// Columns of 0 and 1 as classes; nil if there are not several, or others besides.
  private static func oneHot(
    _ candidates: [Int], _ titles: [String], _ rows: ArraySlice<DelimitedText.Row>, _ url: URL
  ) throws -> [(column: Int, name: String)]? {
    func flag(_ row: DelimitedText.Row, _ column: Int) -> Float? {
      row.fields.count > column ? Float(ImageList.unquoted(row.fields[column])) : nil
    }
    let flags = candidates.filter { column in
      rows.allSatisfy { flag($0, column) == 0 || flag($0, column) == 1 }
    }
    guard flags.count > 1, flags.count == candidates.count, !rows.isEmpty else { return nil }
    if let odd = rows.first(where: { row in flags.count { flag(row, $0) == 1 } != 1 }) {
      let count = flags.count { flag(odd, $0) == 1 }
      throw InputError(
        url.path,
        "has columns of 0 and 1 for its classes, \(titles[flags[0]]) to "
          + "\(titles[flags[flags.count - 1]]), but line \(odd.line) names \(count) of them; each "
          + "picture needs one class")
    }
    return flags.map { ($0, titles[$0]) }
  }

  /// By what the columns hold, where no line names them: the first with pictures alone, and beside it the
  /// first with a text, else the first.
  static func found(contents rows: ArraySlice<DelimitedText.Row>) -> Found? {
    let width = rows.map(\.fields.count).min() ?? 0
    guard width > 1, let path = column(of: rows, in: 0..<width, where: ImageList.isPicture) else {
      return nil
    }
    let others = (0..<width).filter { $0 != path }
    let label =
      others.first { column in
        rows.contains { Float(ImageList.unquoted($0.fields[column])) == nil }
      } ?? others[0]
    return (
      .of(path: path, label: label),
      width == 2
        ? nil
        : "labels from column \(label + 1) of \(width); a first line with the names of the columns, "
          + "one of them 'label', goes before it"
    )
  }

  /// The first of the columns of which all rows have such a field.
  private static func column(
    of rows: ArraySlice<DelimitedText.Row>, in columns: Range<Int>, where isIt: (String) -> Bool
  ) -> Int? {
    columns.first { column in
      !rows.isEmpty
        && rows.allSatisfy {
          $0.fields.count > column && isIt(ImageList.unquoted($0.fields[column]))
        }
    }
  }
}
