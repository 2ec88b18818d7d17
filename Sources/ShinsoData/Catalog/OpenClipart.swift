import Foundation
import ShinsoFormats
import ShinsoTensor

/// Drawings of the Open Clip Art Library by subject, with a fifth of them held out.
///
/// The entry's folder holds the drawings as `SUBJECT/…/NAME.png`, without symbolic links and
/// damaged files, and a ``DrawingIndex``.
public enum OpenClipart {
  /// The subjects that describe what a drawing shows; used unless others are given.
  public static let defaultSubjects = [
    "animals", "buildings", "food", "people", "plants", "transportation",
  ]

  /// Drawings with more pixels (a few have half a billion) are left out.
  static let pixelCounts = 0...64_000_000
  static let shortestSide = 16

  static let artifact = Artifact(
    name: "openclipart-png_0.18+dfsg-19_all.deb", byteCount: 130_910_028,
    digest: .file("f07f1545a2970c2cf3fa339bc2405da1a95cf2b1827bfa05bf73eb1c20291c02"),
    sources: [.debian(package: "openclipart-png", version: "1:0.18+dfsg-19")])

  public struct Split: Sendable, Hashable {
    public let train: ImageFolder
    public let heldOut: ImageFolder
  }

  /// The drawings of some subjects; label i is `subjects[i]`.
  ///
  /// Of the drawings with the same pixels, only the first by path is kept. Within each subject, the
  /// n drawings are ordered by the digests of their pixels, and the first n/5 (rounded) are held
  /// out. The split therefore depends only on the drawings themselves.
  ///
  /// - Parameter folder: the entry's folder in the cache.
  public static func items(
    in folder: URL, subjects: [String] = defaultSubjects
  ) throws -> Split {
    let index = try DrawingIndex(folder: folder)
    let known = Set(index.drawings.map(\.subject))
    if let unknown = subjects.first(where: { !known.contains($0) }) {
      throw InputError(
        unknown,
        "is not a subject of openclipart; it has: \(known.sorted().joined(separator: ", "))")
    }
    var seen = Set<String>()
    let drawings = index.drawings.filter { drawing in
      subjects.contains(drawing.subject) && pixelCounts.contains(drawing.pixelCount)
        && drawing.shorterSide >= shortestSide && seen.insert(drawing.digest).inserted
    }
    var train: [ImageFolder.Item] = []
    var heldOut: [ImageFolder.Item] = []
    for (label, subject) in subjects.enumerated() {
      let mine = drawings.filter { $0.subject == subject }
      let ordered = mine.map(\.digest).sorted()
      let chosen = Set(ordered.prefix((ordered.count + 2) / 5))
      for drawing in mine {
        let item = ImageFolder.Item(url: folder.appending(path: drawing.path), label: label)
        if chosen.contains(drawing.digest) {
          heldOut.append(item)
        } else {
          train.append(item)
        }
      }
    }
    return Split(
      train: ImageFolder(classNames: subjects, items: train),
      heldOut: ImageFolder(classNames: subjects, items: heldOut))
  }

  static func assemble(_ assembly: Assembly) throws {
    let root = try assembly.unpackDebianPackage(artifact.name)
      .appending(path: "usr/share/openclipart/png", directoryHint: .isDirectory)
    let index = try DrawingIndex(moving: root, to: assembly.destination)
    guard !index.drawings.isEmpty else {
      throw InputError(artifact.name, "has no PNG files in usr/share/openclipart/png")
    }
    try assembly.write(Array(index.text().utf8), as: DrawingIndex.fileName)
  }
}
