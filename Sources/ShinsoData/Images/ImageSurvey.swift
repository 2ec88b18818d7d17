import Foundation
import ShinsoFormats
import ShinsoTensor

/// The images of a collection, and what is wrong with it. ``ImageFolder`` stops at the first thing
/// that training cannot use; this lists all of them.
public struct ImageSurvey: Sendable {
  /// The readable images. A class may be empty.
  public let folder: ImageFolder
  /// Empty classes, broken links, unreadable folders, and listed images that do not exist.
  public let problems: [InputError]
  /// Images that are not among them.
  public let passedOver: PassedOver

  /// - Parameter url: a folder with one folder per class, a folder of images (one class with its
  ///   name), an archive of either, or a list; see ``ImageFolder`` and ``ImageList``.
  /// - Throws: `InputError` if it is none of these.
  public init(_ url: URL) throws {
    if ImageList.isList(url) {
      var problems: [InputError] = []
      folder = try ImageFolder(list: url, requireClasses: 1) { picture, _ in
        problems.append(
          InputError(picture.path, "does not exist, but is in the list \(url.lastPathComponent)"))
      }
      if folder.items.isEmpty, let first = problems.first {
        throw InputError(
          url.path,
          "lists \(counted(problems.count, "picture")), none of which exists, such as "
            + first.subject)
      }
      self.problems = problems
      passedOver = PassedOver()
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
    } else {
      _ = try search.filesBeside(in: root)
    }
    guard !items.isEmpty || !search.problems.isEmpty else {
      throw InputError(
        url.path, "contains no JPEG, PNG or WebP images\(search.passedOver.hint)")
    }
    passedOver = search.passedOver
    folder = ImageFolder(classNames: names, items: items)
    problems = search.problems
  }
}
