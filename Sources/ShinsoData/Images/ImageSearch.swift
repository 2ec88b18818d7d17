import Foundation
import ShinsoFormats
import ShinsoTensor

/// Finds image files in folders and archives. Hidden files and folders are skipped, and so are the
/// files that macOS adds to archives.
package struct ImageSearch {
  let dropLinks: Bool
  /// Whether problems are collected instead of thrown.
  var isLenient = false
  private(set) var problems: [InputError] = []
  private(set) var passedOver = PassedOver()

  init(dropLinks: Bool, isLenient: Bool = false) {
    self.dropLinks = dropLinks
    self.isLenient = isLenient
  }

  /// The images below the folders of all classes, with their class indices.
  ///
  /// - Throws: the errors of ``files(in:)``, and `InputError` if a class has no images.
  mutating func items(ofClasses names: [String], in folder: URL) throws -> [ImageFolder.Item] {
    var items: [ImageFolder.Item] = []
    for (label, name) in names.enumerated() {
      let (known, classFolder) = (problems.count, folder.appending(path: name))
      let files = try files(in: classFolder)
      if files.isEmpty, problems.count == known {
        try note(ImageSearch.emptyClass(classFolder, passedOver))
      }
      items += files.map { ImageFolder.Item(url: $0, label: label) }
    }
    return items
  }

  /// The images below `folder`, sorted by the bytes of their paths.
  ///
  /// - Throws: `InputError` for an unreadable folder or a broken link.
  package static func files(below folder: URL) throws -> [URL] {
    var search = ImageSearch(dropLinks: false)
    let files = try search.files(in: folder)
    search.sayPassedOver(in: folder)
    return files
  }

  /// Notes what is not taken, if there is such.
  func sayPassedOver(in folder: URL) {
    guard let text = passedOver.text else { return }
    Console.note("\(folder.relativePath): passes over \(text)")
  }

  /// Counts the images that lie beside the folders of the classes.
  mutating func countBeside(in folder: URL) throws {
    let names =
      try PackedFile.files(below: folder)?.filter { !$0.utf8.contains(UInt8(ascii: "/")) }
      ?? FolderListing.names(in: folder, problem: { _ in }).filter {
        ImageSearch.mode(of: folder.appending(path: $0), followingLink: true) == S_IFREG
      }
    passedOver.beside += names.count {
      !ImageSearch.isHidden($0)
        && (ImageSearch.isPicture($0) || ImageSearch.otherType($0) != nil)
    }
  }

  /// The images below `folder`, sorted by the bytes of their paths.
  ///
  /// - Throws: `InputError` for an unreadable folder or a broken link.
  mutating func files(in folder: URL) throws -> [URL] {
    if let packed = try PackedFile.files(below: folder) {
      for path in packed where !path.split(separator: "/").contains(where: ImageSearch.isHidden) {
        note(otherType: path)
      }
      return packed.filter(ImageSearch.isVisiblePicture).map { folder.appending(path: $0) }
    }
    var files: [String] = []
    var visited: Set<FileIdentity> = []
    try collect(folder, prefix: "", into: &files, visited: &visited)
    return files.sortedByBytes().map { folder.appending(path: $0) }
  }

  private mutating func collect(
    _ folder: URL, prefix: String, into files: inout [String], visited: inout Set<FileIdentity>
  ) throws {
    // Links may form cycles, or lead to the same folder again and again.
    guard let identity = FileIdentity(folder), visited.insert(identity).inserted else { return }
    for name in try entries(of: folder) {
      let url = folder.appending(path: name)
      if dropLinks, ImageSearch.mode(of: url, followingLink: false) == S_IFLNK { continue }
      switch ImageSearch.mode(of: url, followingLink: true) {
      case S_IFDIR: try collect(url, prefix: prefix + name + "/", into: &files, visited: &visited)
      case S_IFREG where ImageSearch.isPicture(name): files.append(prefix + name)
      case S_IFREG: note(otherType: name)
      case nil where isLenient || ImageSearch.isPicture(name):
        try note(ImageSearch.unreachable(url))
      default: continue
      }
    }
  }

  /// The names of the folders in `folder`, sorted by their bytes.
  ///
  /// - Throws: `InputError` if it is not a readable folder or archive.
  mutating func classFolders(in folder: URL) throws -> [String] {
    if let packed = try PackedFile.files(below: folder) {
      let folders = packed.compactMap { path in
        path.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) }
      }
      return Set(folders.filter { !ImageSearch.isHidden($0) }.map { ExactName($0) })
        .map(\.text).sortedByBytes()
    }
    guard let mode = ImageSearch.mode(of: folder, followingLink: true) else {
      throw InputError(folder.path, "the folder does not exist")
    }
    guard mode == S_IFDIR else {
      throw InputError(folder.path, "is not a folder; give a folder with one folder per class")
    }
    return try entries(of: folder).filter { name in
      let url = folder.appending(path: name)
      let mode = ImageSearch.mode(of: url, followingLink: true)
      if mode == nil, isLenient { try note(ImageSearch.unreachable(url)) }
      return mode == S_IFDIR
    }
  }

  /// The names in a folder, except for hidden ones, sorted by their bytes.
  private mutating func entries(of folder: URL) throws -> [String] {
    do {
      let names = try FolderListing.names(in: folder) { try note($0) }
      return names.filter { !ImageSearch.isHidden($0) }
    } catch let problem as InputError {
      try note(problem)
      return []
    }
  }

  private mutating func note(otherType name: String) {
    if let type = ImageSearch.otherType(name) { passedOver.add(type: type) }
  }

  private mutating func note(_ problem: InputError) throws {
    guard isLenient else { throw problem }
    problems.append(problem)
  }

  static func emptyClass(
    _ folder: URL, _ passedOver: PassedOver = PassedOver()
  ) -> InputError {
    InputError(
      folder.path,
      "contains no JPEG, PNG or WebP images\(passedOver.hint); add some or remove the folder")
  }

  private static func unreachable(_ url: URL) -> InputError {
    let isLink = mode(of: url, followingLink: false) == S_IFLNK
    return InputError(
      url.path, isLink ? "is a broken link; fix or remove it" : "cannot be read")
  }

  /// Whether a name, or a path in an archive, is that of an image, and nothing in it is hidden.
  package static func isVisiblePicture(_ path: String) -> Bool {
    isPicture(path) && !path.split(separator: "/").contains(where: isHidden)
  }

  /// Whether the name is hidden as on Unix, or is the folder that macOS uses for file attributes.
  private static func isHidden(_ name: some StringProtocol) -> Bool {
    name.hasPrefix(".") || name == "__MACOSX"
  }

  /// The endings of JPEG, under all its names, PNG and WebP.
  private static let endings: Set = [
    "jpg", "jpeg", "jpe", "jfif", "jif", "jfi", "pjpeg", "pjp", "png", "apng", "webp",
  ]
  /// Those of images that are not read.
  private static let otherEndings: Set = [
    "bmp", "dib", "gif", "tif", "tiff", "heic", "heif", "avif", "jp2", "j2k", "jxl", "jxr", "ppm",
    "pgm", "pbm", "pnm", "tga", "psd", "svg", "ico", "exr", "hdr", "dng", "cr2", "nef", "arw",
    "raw",
    "dcm",
  ]

  private static func ending(_ name: String) -> String {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
    return name[name.utf8.index(after: dot)...].lowercased()
  }

  private static func isPicture(_ name: String) -> Bool { endings.contains(ending(name)) }

  /// The ending of an image of another type; nil for other files.
  private static func otherType(_ name: String) -> String? {
    let ending = ending(name)
    return otherEndings.contains(ending) ? ending : nil
  }

  /// Whether a path ends as images do, of whatever type.
  static func looksLikePicture(_ path: String) -> Bool {
    isPicture(path) || otherType(path) != nil
  }

  /// The kind of the file (`S_IFREG`, …); nil if it does not exist.
  private static func mode(of url: URL, followingLink: Bool) -> mode_t? {
    var status = stat()
    let found = followingLink ? stat(url.path, &status) : lstat(url.path, &status)
    return found == 0 ? status.st_mode & S_IFMT : nil
  }
}

/// Two paths with the same identity are one file.
private struct FileIdentity: Hashable {
  let device: UInt64
  let node: UInt64

  init?(_ url: URL) {
    var status = stat()
    guard stat(url.path, &status) == 0 else { return nil }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    node = UInt64(truncatingIfNeeded: status.st_ino)
  }
}
