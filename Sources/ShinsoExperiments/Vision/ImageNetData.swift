import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// Photographs of ImageNet's classes, in one of these layouts:
///
/// - files that start with the number of their class, `INDEX_WNID_NAME.jpg`;
/// - a folder for each class, named by its WordNet identifier, `WNID/*.JPEG`;
/// - ILSVRC's validation photographs in one folder, with a text file of their classes
///   (``ImageNetLabels``) in it or beside it.
struct ImageNetData {
  let items: [(url: URL, label: Int)]

  /// - Parameters:
  ///   - labels: the text file, if it is not one of the usual names.
  ///   - identifiers: WordNet's, of all classes in their order; nil if they are not known.
  init(_ folder: URL, labels: URL? = nil, classCount: Int, identifiers: [String]?) throws {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      throw InputError(folder.path, "cannot be read as a folder")
    }
    let pictures = names.filter(ImageSearch.isVisiblePicture).sorted()
    if pictures.isEmpty {
      items = try Self.byFolder(folder, names.sorted(), try Self.required(identifiers, folder))
    } else if let file = labels ?? Self.labels(for: pictures, in: folder) {
      let classes = try ImageNetLabels(file, classCount: classCount, identifiers: identifiers)
      items = try pictures.map { (folder.appending(path: $0), try classes.label(of: $0)) }
    } else {
      items = try pictures.map { name in
        guard let number = Self.number(name), (0..<classCount).contains(number) else {
          throw InputError(
            folder.appending(path: name).path,
            "does not start with a class number of 0 to \(classCount - 1) (INDEX_WNID_NAME.jpg), "
              + "and no --labels file tells its class")
        }
        return (folder.appending(path: name), number)
      }
    }
  }

  private static func number(_ name: String) -> Int? {
    name.split(separator: "_").first.flatMap { Int($0) }
  }

  /// The file of classes in the folder or beside it, for names that do not tell them.
  private static func labels(for pictures: [String], in folder: URL) -> URL? {
    if pictures.contains(where: { number($0) != nil }) { return nil }
    let places = [folder, folder.standardizedFileURL.deletingLastPathComponent()]
    return places.flatMap { place in
      ImageNetLabels.usualNames.map { place.appending(path: $0) }
    }.first { FileManager.default.fileExists(atPath: $0.path) }
  }

  private static func byFolder(
    _ folder: URL, _ names: [String], _ identifiers: [String]
  ) throws -> [(url: URL, label: Int)] {
    let indices = Dictionary(zip(identifiers, 0...), uniquingKeysWith: { first, _ in first })
    let items = names.flatMap { name -> [(url: URL, label: Int)] in
      guard let label = indices[name] else { return [] }
      let inner = folder.appending(path: name)
      let files = (try? FileManager.default.contentsOfDirectory(atPath: inner.path)) ?? []
      return files.filter(ImageSearch.isVisiblePicture).sorted().map {
        (inner.appending(path: $0), label)
      }
    }
    if items.isEmpty {
      throw InputError(
        folder.path,
        "has neither INDEX_WNID_NAME.jpg files nor folders named by WordNet "
          + "identifiers such as \(identifiers.first ?? "n01440764")")
    }
    return items
  }

  private static func required(_ identifiers: [String]?, _ folder: URL) throws -> [String] {
    guard let identifiers else {
      throw InputError(
        folder.path,
        "names classes by WordNet identifiers, which the network does not tell; "
          + "`\(DataCatalog.imageNetClasses.entry.command)` fetches them")
    }
    return identifiers
  }
}
