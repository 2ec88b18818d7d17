import Foundation
import ShinsoFormats
import ShinsoTensor

/// Images in folders by class: `DIR/CLASS/…/*.jpg`, JPEG, PNG or WebP. The folder may be a zip or tar
/// archive, which is not unpacked. Only names are read; an image is decoded when it is requested.
public struct ImageFolder: Sendable, Hashable {
  public struct Item: Sendable, Hashable {
    public let url: URL
    /// An index into ``ImageFolder/classNames``.
    public let label: Int

    public init(url: URL, label: Int) {
      self.url = url
      self.label = label
    }
  }

  /// The names of the class folders, sorted by their bytes.
  public let classNames: [String]
  /// Grouped by class; within a class, sorted by the bytes of the paths.
  public let items: [Item]

  public init(classNames: [String], items: [Item]) {
    self.classNames = classNames
    self.items = items
  }

  /// Finds the images below `folder`. Hidden files and folders are skipped, and symbolic links are
  /// followed.
  ///
  /// - Parameters:
  ///   - classes: the class folders to use; nil for all.
  ///   - requireClasses: the minimum number of classes.
  ///   - skipsEmptyClasses: whether a class without images is left out, with a note, as test data may have
  ///     one; otherwise it is an error.
  ///   - dropLinks: whether to leave out images that are symbolic links.
  ///   - dropDuplicates: whether to keep only the first of images that are equal byte by byte.
  /// - Throws: `InputError` naming the folder or file if a folder cannot be read, there are too few
  ///   classes, a class has no images, or a link is broken.
  public init(
    _ folder: URL, classes: [String]? = nil, requireClasses: Int = 1,
    skipsEmptyClasses: Bool = false, dropLinks: Bool = false, dropDuplicates: Bool = false
  ) throws {
    let folder = try ImageFolder.contents(of: folder)
    var search = ImageSearch(dropLinks: dropLinks, skipsEmptyClasses: skipsEmptyClasses)
    let found = try search.classFolders(in: folder)
    if let missing = classes?.first(where: { name in !found.contains { $0.isExactly(name) } }) {
      throw InputError(
        folder.path,
        "has no class folder \(quoted(missing)); there are: \(found.map(quoted).joined(separator: ", "))"
      )
    }
    let names = found.filter { name in classes?.contains { $0.isExactly(name) } ?? true }
    guard names.count >= max(requireClasses, 1) else {
      throw InputError(
        folder.path,
        names.isEmpty
          ? "has no class folders; put the images of each class into a separate folder, "
            + "as in \(folder.lastPathComponent)/CLASS/image.jpg"
          : "has only one class, \(names[0]), but \(requireClasses) are needed")
    }
    var items = try search.items(ofClasses: names, in: folder)
    _ = try search.filesBeside(in: folder)
    search.sayPassedOver(in: folder)
    if dropDuplicates {
      items = try ImageFolder.withoutDuplicates(items)
      let present = Set(items.map(\.label))
      if let empty = names.indices.first(where: { !present.contains($0) }) {
        throw ImageSearch.emptyClass(folder.appending(path: names[empty]))
      }
    }
    guard skipsEmptyClasses else {
      classNames = names
      self.items = items
      return
    }
    let present = Set(items.map(\.label)).sorted()
    guard !present.isEmpty else {
      throw InputError(folder.path, "has no images in its class folders")
    }
    let places = Dictionary(uniqueKeysWithValues: zip(present, 0...))
    classNames = present.map { names[$0] }
    self.items = items.map { Item(url: $0.url, label: places[$0.label] ?? 0) }
  }

  /// All images below a folder, which may have no folders of classes, as of one class, `pictures`.
  ///
  /// - Throws: `InputError` naming the folder if it cannot be read or holds no images.
  public init(unlabeled folder: URL) throws {
    let files = try ImageSearch.files(below: folder)
    guard !files.isEmpty else { throw InputError(folder.path, "holds no images") }
    self.init(classNames: ["pictures"], items: files.map { Item(url: $0, label: 0) })
  }

  /// Whether images lie in folders of their classes there.
  public static func hasClasses(_ folder: URL) throws -> Bool {
    var search = ImageSearch(dropLinks: false)
    return try !search.classFolders(in: contents(of: folder)).isEmpty
  }

  /// Archives often contain a single folder with everything in it. Returns the folder that contains
  /// all folders with images, or `folder` itself.
  static func contents(of folder: URL) throws -> URL {
    guard let files = try PackedFile.files(below: folder) else { return folder }
    let pictures = files.filter { ImageSearch.isVisibleImage($0, in: folder) }.map {
      $0.split(separator: "/")
    }
    guard let first = pictures.first else { return folder }
    // What all paths have in common, their last components, the images, left out.
    var shared = first.count - 1
    for path in pictures {
      shared = min(shared, path.count - 1)
      while shared > 0,
        !zip(path[..<shared], first[..<shared]).allSatisfy({ $0.utf8.elementsEqual($1.utf8) })
      { shared -= 1 }
    }
    // Several folders there are the classes, and images beside them are none. Otherwise the images are
    // those of one class, and the folder above it is wanted.
    let inner = Set(
      pictures.filter { $0.count > shared + 1 }.map { ExactName(String($0[shared])) })
    let depth = inner.count > 1 ? shared : shared - 1
    return first.prefix(max(depth, 0)).reduce(folder) { $0.appending(path: $1) }
  }

  private static func withoutDuplicates(_ items: [Item]) throws -> [Item] {
    // Only files of the same size can be equal, so most need not be read.
    let sizes = try items.map { try PackedFile.size(of: $0.url) }
    let sameSize = Dictionary(grouping: sizes, by: \.self).mapValues(\.count)
    var known = Set<String>()
    return try zip(items, sizes).filter { item, size in
      guard sameSize[size, default: 0] > 1 else { return true }
      return known.insert(SHA256.hex(of: Data(try ImageFile.bytes(of: item.url)))).inserted
    }.map(\.0)
  }

  /// Holds out a part of every class for evaluation. The choice depends only on `seed` and the
  /// sorted file names, so it is the same on every machine. If a class has two images or more, each
  /// side gets at least one; a single image is used for training.
  ///
  /// - Parameter fraction: the fraction to hold out, in 0..<1.
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

  /// The indices of the items of each class.
  private var members: [[Int]] {
    var members = [[Int]](repeating: [], count: classNames.count)
    for (index, item) in items.enumerated() { members[item.label].append(index) }
    return members
  }
}
