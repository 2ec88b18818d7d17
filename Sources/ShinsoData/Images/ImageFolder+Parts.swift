import Foundation
import ShinsoTensor

extension ImageFolder {
  /// The images of a collection that comes divided.
  public struct Parts: Sendable {
    public let training: ImageFolder
    /// Of the same classes.
    public let heldOut: ImageFolder
    /// The folder of the held-out part: `test`.
    public let heldOutName: String
  }

  private static let trainingNames: Set = ["train", "training"]
  /// What is meant for choices during the training comes first.
  private static let heldOutNames = ["val", "valid", "validation", "test", "testing"]

  /// `DIR/train/CLASS/…` with `DIR/test/CLASS/…` or `DIR/val/CLASS/…`, an archive too; nil if the
  /// collection is not divided like that.
  ///
  /// - Throws: `InputError` as ``init(_:classes:requireClasses:dropLinks:dropDuplicates:)`` does, and
  ///   if the parts have different classes.
  public static func parts(of folder: URL, requireClasses: Int = 1) throws -> Parts? {
    let root = try contents(of: folder)
    var search = ImageSearch(dropLinks: false)
    let names = try search.classFolders(in: root)
    func first(_ wanted: [String]) -> String? {
      wanted.lazy.compactMap { name in names.first { $0.lowercased() == name } }.first
    }
    guard let train = first(trainingNames.sorted()), let other = first(heldOutNames),
      // Two classes of these names have their pictures at once below them.
      try !search.classFolders(in: root.appending(path: train)).isEmpty,
      try !search.classFolders(in: root.appending(path: other)).isEmpty
    else { return nil }
    let training = try ImageFolder(
      root.appending(path: train), requireClasses: requireClasses)
    let heldOut = root.appending(path: other)
    return Parts(
      training: training,
      heldOut: try ImageFolder(heldOut).matched(
        to: training.classNames, in: heldOut.relativePath),
      heldOutName: other)
  }
}
