import Foundation
import ShinsoFormats
import ShinsoTensor

extension ImageFolder {
  /// The images of a list, of folders by class, or, if there are none, those that lie anywhere below the
  /// folder or in the archive, as one class without a name. If more lie in the folder itself than in those
  /// of the classes, they are meant, and a note says so.
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
    let count = try search.items(ofClasses: names, in: folder).count
    let beside = try search.filesBeside(in: folder)
    if count > 0, count >= beside.count {
      try self.init(url)
      return
    }
    if count > 0 {
      Console.note(
        "\(folder.relativePath): takes the \(counted(beside.count, "image")) of the folder itself, not "
          + "the \(count) in the folders below it")
    }
    let files = count > 0 ? beside : try ImageSearch.files(below: folder)
    self.init(classNames: [""], items: files.map { Item(url: $0, label: 0) })
  }
}
