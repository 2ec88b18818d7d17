import Foundation
import ShinsoFormats
import ShinsoTensor

extension ImageFolder {
  /// The images that a file lists; see ``ImageList``. Classes that are all numbers are sorted by
  /// value, others by their bytes; items keep the order of the list.
  ///
  /// - Parameter root: the folder with the images. An image is looked for by its path in the list,
  ///   then by that path without its first folders, then by its name in the folder of its class; one
  ///   that is nowhere is left out, and a note tells how many are, and the first of them. If nil, the
  ///   images must exist at their paths from the list's folder, which may lead into archives.
  /// - Throws: `InputError` naming the list if an image does not exist or there are too few classes.
  public init(list url: URL, root: URL? = nil, requireClasses: Int = 1) throws {
    guard let root else {
      try self.init(list: url, requireClasses: requireClasses) { _, path in
        throw InputError(url.path, "lists \(quoted(path)), which does not exist")
      }
      return
    }
    let lines = try ImageList.lines(of: url) { Self.found($0, in: root) != nil }
    var absent: [String] = []
    let found = lines.compactMap { line -> (url: URL, class: String)? in
      let picture = Self.paths(of: line).lazy.compactMap { Self.found($0, in: root) }.first
      if picture == nil { absent.append(line.path) }
      return picture.map { ($0, line.label) }
    }
    if !absent.isEmpty {
      let names = absent.prefix(3).map { quoted(URL(filePath: $0).lastPathComponent) }
      Console.note(
        "\(url.lastPathComponent): \(absent.count) of \(lines.count) pictures are not in "
          + "\(root.relativePath): \(names.joined(separator: ", "))\(absent.count > 3 ? ", …" : "")"
      )
    }
    let classes = ClassIndex(found.map(\.class))
    let names = classes.names
    guard names.count >= max(requireClasses, 1) else {
      throw InputError(
        url.path,
        "has only \(found.count) of its \(counted(lines.count, "picture")) in "
          + "\(root.relativePath), of "
          + "\(counted(names.count, "class", "classes")), but \(max(requireClasses, 1)) are needed")
    }
    self.init(
      classNames: names,
      items: zip(found, classes.labels).map { Item(url: $0.url, label: $1) })
  }

  /// Where the image of a line may lie below a folder, in the order in which it is looked for.
  private static func paths(of line: ImageList.Line) -> [String] {
    let parts = line.path.split { $0 == "/" || $0 == "\\" }
    let paths = parts.indices.map { parts[$0...].joined(separator: "/") }
    return paths + ["\(line.label)/\(parts.last ?? "")"]
  }

  /// The image of a path from `root`, which may have Windows' separators, or lack its ending, as
  /// Kaggle's lists have it; nil if there is none.
  private static func found(_ path: String, in root: URL) -> URL? {
    var paths = [path]
    if path.contains("\\") { paths.append(path.replacing("\\", with: "/")) }
    if !ImageSearch.looksLikePicture(path) {
      paths += [".jpg", ".png", ".jpeg", ".JPG", ".webp"].map { path + $0 }
    }
    return paths.lazy.map { path in
      path.hasPrefix("/") ? URL(filePath: path) : root.appending(path: path)
    }.first { FileManager.default.fileExists(atPath: $0.path) || PackedFile.exists($0) }
  }

  /// - Parameter missing: called for images that do not exist, with the path as listed.
  init(list url: URL, requireClasses: Int, missing: (URL, String) throws -> Void) throws {
    let root = url.deletingLastPathComponent()
    let lines = try ImageList.lines(of: url) { Self.found($0, in: root) != nil }
    let classes = ClassIndex(lines.map(\.label))
    guard classes.names.count >= max(requireClasses, 1) else {
      throw InputError(
        url.path,
        "lists \(counted(lines.count, "image")) of \(classes.names.count) classes, but "
          + "\(max(requireClasses, 1)) are needed")
    }
    let items: [Item] = try zip(lines, classes.labels).compactMap { line, label in
      guard let picture = Self.found(line.path, in: root) else {
        try missing(root.appending(path: line.path), line.path)
        return nil
      }
      return Item(url: picture, label: label)
    }
    self.init(classNames: classes.names, items: items)
  }
}
