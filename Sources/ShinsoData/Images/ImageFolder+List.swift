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
    let lines = try ImageList.lines(of: url)
    var absent: [String] = []
    let found = lines.compactMap { line -> (url: URL, class: String)? in
      let picture = Self.places(of: line, in: root).first { Self.exists($0) }
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
    let names = Set(found.map(\.class)).sortedAsClasses()
    guard names.count >= max(requireClasses, 1) else {
      throw InputError(
        url.path,
        "has only \(found.count) of its \(counted(lines.count, "picture")) in "
          + "\(root.relativePath), of "
          + "\(counted(names.count, "class", "classes")), but \(max(requireClasses, 1)) are needed")
    }
    let indices = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    self.init(
      classNames: names,
      items: found.map { Item(url: $0.url, label: indices[$0.class] ?? 0) })
  }

  /// Where the image of a line may lie, in the order in which it is looked for.
  private static func places(of line: ImageList.Line, in root: URL) -> [URL] {
    let parts = line.path.split(separator: "/")
    let paths = parts.indices.map { parts[$0...].joined(separator: "/") }
    return (paths + ["\(line.label)/\(parts.last ?? "")"]).map { root.appending(path: $0) }
  }

  private static func exists(_ picture: URL) -> Bool {
    FileManager.default.fileExists(atPath: picture.path) || PackedFile.exists(picture)
  }

  /// - Parameter missing: called for images that do not exist, with the path as listed.
  init(list url: URL, requireClasses: Int, missing: (URL, String) throws -> Void) throws {
    let lines = try ImageList.lines(of: url)
    let names = Set(lines.map(\.label)).sortedAsClasses()
    guard names.count >= max(requireClasses, 1) else {
      throw InputError(
        url.path,
        "lists \(counted(lines.count, "image")) of \(names.count) classes, but "
          + "\(max(requireClasses, 1)) are needed")
    }
    let indices = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    let root = url.deletingLastPathComponent()
    let items: [Item] = try lines.compactMap { line in
      let picture =
        line.path.hasPrefix("/") ? URL(filePath: line.path) : root.appending(path: line.path)
      guard Self.exists(picture) else {
        try missing(picture, line.path)
        return nil
      }
      return Item(url: picture, label: indices[line.label] ?? 0)
    }
    self.init(classNames: names, items: items)
  }
}
