import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// Pictures by class: a folder with a folder a class, in parts for training and testing or not, a list,
/// or `openclipart`.
struct PictureData {
  let classNames: [String]
  let train: ImageFolder
  let heldOut: ImageFolder
  /// The part of the folder that is held out, `test`; nil if it has no parts of its own.
  let ownPart: String?
  /// What the pictures' names are relative to.
  private let root: URL

  /// Everything for training, nothing held out: for cross-validation.
  init(everythingOf data: DataName) throws {
    let split = try PictureData(data, heldOut: 0, seed: 0)
    classNames = split.classNames
    train = split.all
    heldOut = ImageFolder(classNames: split.classNames, items: [])
    root = split.root
    ownPart = nil
  }

  init(_ data: DataName, heldOut fraction: Double, seed: UInt64) throws {
    if data.text == "openclipart" {
      root = try Fetching.folder(DataCatalog.openClipart.entry)
      let split = try OpenClipart.items(in: root)
      (train, heldOut) = (split.train, split.heldOut)
      classNames = split.train.classNames
      ownPart = nil
      return
    }
    if data.entry != nil {
      throw InputError("--data \(data)", "has no picture files; use openclipart or a folder")
    }
    try data.checkExists()
    let url = URL(filePath: data.recordedText)
    let isList = ImageList.isList(url)
    if !isList, let parts = try ImageFolder.parts(of: url, requireClasses: 2) {
      (train, heldOut) = (parts.training, parts.heldOut)
      (classNames, ownPart, root) = (train.classNames, parts.heldOutName, url)
      return
    }
    ownPart = nil
    let folder =
      try isList
      ? ImageFolder(list: url, requireClasses: 2) : ImageFolder(url, requireClasses: 2)
    root = isList ? url.deletingLastPathComponent() : url
    (train, heldOut) = folder.split(heldOut: fraction, seed: seed)
    classNames = folder.classNames
    if train.items.isEmpty || (fraction > 0 && heldOut.items.isEmpty) {
      throw InputError(data.text, "has \(folder.items.count) pictures, too few to hold some out")
    }
  }

  /// Both parts.
  var all: ImageFolder {
    ImageFolder(classNames: classNames, items: train.items + heldOut.items)
  }

  /// Of the names of all pictures with their classes: what the split depends on besides the seed.
  var digest: String {
    let lines = all.items.map { item in
      let path = item.url.path
      let name = path.hasPrefix(root.path) ? String(path.dropFirst(root.path.count)) : path
      return "\(item.label) \(name)"
    }
    return SHA256.hex(of: Data(lines.sorted().joined(separator: "\n").utf8))
  }
}
