import Foundation
import ShinsoFormats
import ShinsoTensor

/// The pictures of a collection, and what is wrong among them: where ``ImageFolder`` stops at the
/// first thing that a training cannot use, this goes on and lists all.
public struct ImageSurvey: Sendable {
  /// What can be read. A class may be empty.
  public let folder: ImageFolder
  /// Empty classes, broken links, folders that cannot be read, pictures that a list names and that
  /// are not there.
  public let problems: [InputError]

  /// - Parameter url: a folder with a folder a class, a folder of pictures (one class of its name),
  ///   an archive of either, or a list; see ``ImageFolder`` and ``ImageList``.
  /// - Throws: `InputError` for what is none of these.
  public init(_ url: URL) throws {
    if ImageList.isList(url) {
      var problems: [InputError] = []
      folder = try ImageFolder(list: url, requireClasses: 1) { picture, _ in
        problems.append(
          InputError(picture.path, "is not there, but in the list \(url.lastPathComponent)"))
      }
      self.problems = problems
      return
    }
    let root = try ImageFolder.contents(of: url)
    var search = ImageSearch(dropLinks: false, isLenient: true)
    var names = try search.classFolders(in: root)
    var items = try search.items(ofClasses: names, in: root)
    if items.isEmpty {
      search = ImageSearch(dropLinks: false, isLenient: true)
      names = [root.lastPathComponent]
      items = try search.files(in: root).map { ImageFolder.Item(url: $0, label: 0) }
    }
    guard !items.isEmpty || !search.problems.isEmpty else {
      throw InputError(url.path, "holds no JPEG or PNG picture")
    }
    folder = ImageFolder(classNames: names, items: items)
    problems = search.problems
  }
}
