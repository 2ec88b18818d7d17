import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// Pictures by class: `openclipart`, a folder with a folder a class, one with such folders `train`
/// and `val`, an archive of either, or a list.
struct PictureData {
  let classNames: [String]
  let train: ImageFolder
  let heldOut: ImageFolder
  /// The part of the folder that is held out, `test`; nil if it has no parts of its own.
  let ownPart: String?

  /// The part of each class that is held out where the data do not say it.
  static let usualHeldOut = 1.0 / 7
  /// What the pictures' names are relative to.
  private let root: URL

  /// Everything for training, nothing held out: for cross-validation.
  init(everythingOf data: DataName, root: URL? = nil) throws {
    let split = try PictureData(data, root: root, heldOut: 0, seed: 0)
    classNames = split.classNames
    train = split.all
    heldOut = ImageFolder(classNames: split.classNames, items: [])
    self.root = split.root
    ownPart = nil
  }

  /// - Parameters:
  ///   - root: where the pictures of a list lie; those that it lacks are left out.
  ///   - fraction: what to hold out of each class, where the data do not say it.
  ///   - isTest: whether they are only for a test, which needs no second class, nor images of each.
  ///   - needsClasses: if not, there may be one class, or none at all.
  init(
    _ data: DataName, root: URL? = nil, heldOut fraction: Double, seed: UInt64,
    isTest: Bool = false, needsClasses: Bool = true
  ) throws {
    let classCount = isTest || !needsClasses ? 1 : 2
    let url = URL(filePath: data.recordedText)
    let isList = data.entry == nil && ImageList.isList(url)
    if let root, !isList {
      throw InputError("--root \(root.path)", "belongs to a list of pictures; \(data) is none")
    }
    self.root = root ?? (isList ? url.deletingLastPathComponent() : url)
    if data.text == DataCatalog.openClipart.id, let folder = try data.fetched() {
      let split = try OpenClipart.items(in: folder)
      (train, heldOut) = (split.train, split.heldOut)
      classNames = split.train.classNames
      ownPart = nil
      return
    }
    if data.entry != nil {
      throw InputError("--data \(data)", "has no picture files; use openclipart or a folder")
    }
    try data.checkExists()
    if !isList, let parts = try ImageFolder.parts(of: url, requireClasses: classCount) {
      (train, heldOut) = (parts.training, parts.heldOut)
      ownPart = parts.heldOutName
    } else {
      let folder =
        try isList
        ? ImageFolder(list: url, root: root, requireClasses: classCount)
        : needsClasses || ImageFolder.hasClasses(url)
          ? ImageFolder(url, requireClasses: classCount, skipsEmptyClasses: isTest)
          : ImageFolder(unlabeled: url)
      (train, heldOut) = folder.split(heldOut: fraction, seed: seed)
      ownPart = nil
    }
    classNames = train.classNames
    if train.items.isEmpty || (fraction > 0 && heldOut.items.isEmpty) {
      throw InputError(
        data.text,
        "has \(counted(train.items.count + heldOut.items.count, "picture")), too few to hold some "
          + "out")
    }
  }

  /// Pictures that a model has not learned from: the test part of divided data, all of others.
  static func others(_ source: DataName, root: URL? = nil) throws -> ImageFolder {
    let data = try PictureData(source, root: root, heldOut: 0, seed: 0, isTest: true)
    guard let part = data.ownPart else {
      Console.note("taking all pictures of \(source), since the model was trained on others")
      return data.all
    }
    Console.note("the pictures in \(part) of \(source)")
    return data.heldOut
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
