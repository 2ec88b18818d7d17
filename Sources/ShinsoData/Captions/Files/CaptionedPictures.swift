import Foundation
import ShinsoFormats
import ShinsoTensor

/// Pictures with captions: a folder that holds pictures, in folders or archives, and a file of
/// captions; see ``CaptionFile``.
public struct CaptionedPictures: Sendable {
  public struct Item: Sendable, Hashable {
    public let url: URL
    /// Of each language, at least one.
    public let captions: [[String]]
    public let part: CaptionPart?
  }

  /// The columns of captions; one without a name where there is one kind.
  public let languages: [String]
  /// In the order of their names.
  public let items: [Item]
  /// Sentences about what was left out.
  public let notes: [String]

  /// - Parameters:
  ///   - place: the folder, or the file of captions.
  ///   - captions: the file of captions; nil to look for it.
  ///   - root: where the pictures are; nil: in the folder, or in that of the file of captions.
  /// - Throws: `InputError` if there is no file of captions, it is damaged, or none of its pictures
  ///   is there.
  public init(_ place: URL, captions: URL? = nil, root: URL? = nil) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) else {
      throw InputError(place.path, "no such file or folder")
    }
    let file = try captions ?? (isFolder.boolValue ? Self.captionFile(in: place) : place)
    let root = root ?? (isFolder.boolValue ? place : place.deletingLastPathComponent())
    let content = try CaptionFile(file)
    var names: [String] = []
    for case let name? in content.captions.map(\.language) where !names.contains(name) {
      names.append(name)
    }
    languages = names.isEmpty ? [""] : names
    let index = try PictureIndex(root)
    var grouped: [String: (captions: [[String]], part: CaptionPart?)] = [:]
    for caption in content.captions {
      let language = caption.language.flatMap(names.firstIndex) ?? 0
      var entry =
        grouped[caption.picture]
        ?? ([[String]](repeating: [], count: languages.count), caption.part)
      entry.captions[language].append(caption.text)
      grouped[caption.picture] = entry
    }
    var (missing, incomplete) = (0, 0)
    items = try grouped.keys.sortedByBytes().compactMap { name in
      guard let entry = grouped[name] else { return nil }
      if entry.captions.contains(where: \.isEmpty) {
        incomplete += 1
        return nil
      }
      guard let url = try index.picture(name) else {
        missing += 1
        return nil
      }
      return Item(url: url, captions: entry.captions, part: entry.part)
    }
    if items.isEmpty {
      throw InputError(
        root.path,
        "has none of the \(counted(grouped.count, "picture")) that \(file.lastPathComponent) names"
          + "; name their folder by --root")
    }
    notes =
      content.notes
      + (missing > 0 ? ["\(file.path): \(counted(missing, "picture")) not found, left out"] : [])
      + (incomplete > 0
        ? [
          "\(file.path): \(counted(incomplete, "picture")) without a caption in each language "
            + "left out"
        ]
        : [])
  }

  /// The file of captions in a folder, by its name.
  private static func captionFile(in folder: URL) throws -> URL {
    let endings = ["json", "txt", "csv", "tsv"]
    let names = try FolderListing.names(in: folder).filter { name in
      endings.contains(URL(filePath: name).pathExtension.lowercased()) && !name.hasPrefix(".")
        && !["readme", "license", "licence"].contains { name.lowercased().hasPrefix($0) }
    }
    let likely = names.filter { name in
      ["caption", "token", "dataset"].contains { name.lowercased().contains($0) }
    }
    switch (likely.count, names.count) {
    case (1, _): return folder.appending(path: likely[0])
    case (0, 1): return folder.appending(path: names[0])
    case (0, 0):
      throw InputError(
        folder.path,
        "has no file of captions (\(endings.joined(separator: ", "))); name one by "
          + "--captions")
    default:
      let some = (likely.isEmpty ? names : likely).prefix(5).joined(separator: ", ")
      throw InputError(
        folder.path,
        "has several files that may be of captions, \(some); name one by --captions")
    }
  }
}
