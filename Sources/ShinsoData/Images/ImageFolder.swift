import Foundation
import ShinsoFormats
import ShinsoTensor

/// Pictures in folders by class: `DIR/CLASS/…/*.jpg`, JPEG or PNG; the folder may be a zip or tar
/// archive, which is not unpacked. Only names are read; a picture is decoded when it is asked for.
public struct ImageFolder: Sendable, Hashable {
  public struct Item: Sendable, Hashable {
    public let url: URL
    /// Index into ``ImageFolder/classNames``.
    public let label: Int

    public init(url: URL, label: Int) {
      self.url = url
      self.label = label
    }
  }

  /// Names of the class folders, sorted by their bytes.
  public let classNames: [String]
  /// By class, within a class sorted by the bytes of their paths.
  public let items: [Item]

  public init(classNames: [String], items: [Item]) {
    self.classNames = classNames
    self.items = items
  }

  /// Finds the pictures below `folder`. Hidden files and folders are passed over, symbolic links
  /// are followed.
  ///
  /// - Parameters:
  ///   - classes: the class folders to use; nil: all.
  ///   - requireClasses: how many classes there must be at least.
  ///   - dropLinks: leave out pictures that are symbolic links.
  ///   - dropDuplicates: of pictures that are equal byte by byte, keep the first.
  /// - Throws: `InputError` naming the folder or file: a folder that cannot be read, no or too few
  ///   classes, a class without pictures, a broken link.
  public init(
    _ folder: URL, classes: [String]? = nil, requireClasses: Int = 1, dropLinks: Bool = false,
    dropDuplicates: Bool = false
  ) throws {
    let folder = try ImageFolder.contents(of: folder)
    let found = try ImageFolder.classFolders(in: folder)
    if let missing = classes?.first(where: { !found.contains($0) }) {
      throw InputError(
        folder.path, "has no class folder \(missing); there are: \(found.joined(separator: ", "))")
    }
    let names = found.filter { classes?.contains($0) ?? true }
    guard names.count >= max(requireClasses, 1) else {
      throw InputError(
        folder.path,
        names.isEmpty
          ? "has no class folders; put the pictures of each class into a folder of its own, "
            + "as in \(folder.lastPathComponent)/CLASS/picture.jpg"
          : "has only one class, \(names[0]), where \(requireClasses) are needed")
    }
    var items: [Item] = []
    for (label, name) in names.enumerated() {
      let files = try ImageSearch(dropLinks: dropLinks).files(in: folder.appending(path: name))
      items += files.map { Item(url: $0, label: label) }
    }
    if dropDuplicates { items = try ImageFolder.withoutDuplicates(items) }
    classNames = names
    self.items = items
    try checkClasses(of: folder)
  }

  /// An archive often holds one folder with everything in it.
  private static func contents(of folder: URL) throws -> URL {
    guard let files = try PackedFile.files(below: folder) else { return folder }
    let outer = Set(files.map { $0.split(separator: "/").first ?? "" })
    guard outer.count == 1, let name = outer.first,
      files.allSatisfy({ $0.count { $0 == "/" } >= 2 })
    else { return folder }
    return try contents(of: folder.appending(path: name))
  }

  private static func classFolders(in folder: URL) throws -> [String] {
    let names = try ImageSearch.entries(of: folder)
    if try PackedFile.files(below: folder) != nil { return names }
    return names.filter { name in
      var isFolder: ObjCBool = false
      let path = folder.appending(path: name).path
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        && isFolder.boolValue
    }
  }

  private func checkClasses(of folder: URL) throws {
    let present = Set(items.map(\.label))
    guard let empty = classNames.indices.first(where: { !present.contains($0) }) else { return }
    throw InputError(
      folder.appending(path: classNames[empty]).path,
      "holds no JPEG or PNG picture of its own; add some or remove the folder")
  }

  private static func withoutDuplicates(_ items: [Item]) throws -> [Item] {
    // Only files of the same size can be equal: most need not be read.
    let sizes = try items.map { try ImageSearch.size(of: $0.url) }
    let sameSize = Dictionary(grouping: sizes, by: \.self).mapValues(\.count)
    var known = Set<String>()
    return try zip(items, sizes).filter { item, size in
      guard sameSize[size, default: 0] > 1 else { return true }
      return known.insert(SHA256.hex(of: Data(try PackedFile.bytes(of: item.url)))).inserted
    }.map(\.0)
  }

  /// Holds out a part of every class, for evaluation: chosen by `seed` and the sorted file names
  /// alone, so the same on every machine. Of a class with two pictures or more, at least one goes
  /// to either side; a single picture is for training.
  ///
  /// - Parameter fraction: the part to hold out, in 0..<1.
  public func split(
    heldOut fraction: Double, seed: UInt64
  ) -> (training: ImageFolder, heldOut: ImageFolder) {
    precondition((0..<1).contains(fraction), "held-out part \(fraction) is not in 0..<1")
    var isHeldOut = [Bool](repeating: false, count: items.count)
    if fraction > 0 {
      for (label, var members) in members.enumerated() where members.count > 1 {
        var generator = SplitMix64(seed, UInt64(label))
        members.seededShuffle(using: &generator)
        let wanted = Int((Double(members.count) * fraction).rounded())
        for index in members.prefix(min(max(wanted, 1), members.count - 1)) {
          isHeldOut[index] = true
        }
      }
    }
    func part(_ kept: Bool) -> ImageFolder {
      let kept = items.indices.filter { isHeldOut[$0] == kept }
      return ImageFolder(classNames: classNames, items: kept.map { items[$0] })
    }
    return (part(false), part(true))
  }

  /// Indices of the items of every class.
  private var members: [[Int]] {
    var members = [[Int]](repeating: [], count: classNames.count)
    for (index, item) in items.enumerated() { members[item.label].append(index) }
    return members
  }
}
