import Foundation
import ShinsoFormats

extension ImageFolder {
  /// The images of a list, of folders by class, or, if there are none, those that lie anywhere below the
  /// folder or in the archive, as one class without a name.
  ///
  /// - Parameter root: the folder with the images of a list; see ``init(list:root:requireClasses:)``.
  /// - Throws: `InputError` as the others do.
  package init(of url: URL, root: URL? = nil) throws {
    if ImageList.isList(url) {
      try self.init(list: url, root: root)
      return
    }
    let folder = try ImageFolder.contents(of: url)
    var search = ImageSearch(dropLinks: false, isLenient: true)
    let names = try search.classFolders(in: folder)
    if try search.items(ofClasses: names, in: folder).isEmpty {
      self.init(
        classNames: [""],
        items: try ImageSearch.files(below: folder).map { Item(url: $0, label: 0) })
    } else {
      try self.init(url)
    }
  }
}
