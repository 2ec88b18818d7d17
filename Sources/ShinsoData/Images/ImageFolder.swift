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
    var search = ImageSearch(dropLinks: dropLinks)
    let found = try search.classFolders(in: folder)
    if let missing = classes?.first(where: { !found.contains($0) }) {
      throw InputError(
        folder.path,
        "has no class folder \(quoted(missing)); there are: \(found.map(quoted).joined(separator: ", "))"
      )
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
    var items = try search.items(ofClasses: names, in: folder)
    if dropDuplicates {
      items = try ImageFolder.withoutDuplicates(items)
      let present = Set(items.map(\.label))
      if let empty = names.indices.first(where: { !present.contains($0) }) {
        throw ImageSearch.emptyClass(folder.appending(path: names[empty]))
      }
    }
    classNames = names
    self.items = items
  }

  /// An archive often holds one folder with everything in it: the folder that all folders of
  /// pictures lie in, or `folder` itself.
  static func contents(of folder: URL) throws -> URL {
    guard let files = try PackedFile.files(below: folder) else { return folder }
    let pictures = files.filter(ImageSearch.isVisiblePicture).map { $0.split(separator: "/") }
    guard let first = pictures.first else { return folder }
    // The last part is the picture, the one before it at least its class.
    var depth = first.count
    for path in pictures {
      depth = min(depth, path.count - 2)
      while depth > 0, path[..<depth] != first[..<depth] { depth -= 1 }
    }
    return first.prefix(max(depth, 0)).reduce(folder) { $0.appending(path: $1) }
  }

  private static func withoutDuplicates(_ items: [Item]) throws -> [Item] {
    // Only files of the same size can be equal: most need not be read.
    let sizes = try items.map { try PackedFile.size(of: $0.url) }
    let sameSize = Dictionary(grouping: sizes, by: \.self).mapValues(\.count)
    var known = Set<String>()
    return try zip(items, sizes).filter { item, size in
      guard sameSize[size, default: 0] > 1 else { return true }
      return known.insert(SHA256.hex(of: Data(try ImageFile.bytes(of: item.url)))).inserted
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
