import Foundation

/// The hidden folder in which an entry is built. Only the holder of the entry's lock may use it, so
/// anything in it at the start was left by a fetch that died.
struct PartialFolder {
  let root: URL
  /// The entry's folder.
  private let folder: URL
  /// The folder for the tools. A tool can outlive a killed process and go on writing to the folder
  /// that it was given, so each fetch uses its own.
  let scratch: URL

  init(_ root: URL, for folder: URL) {
    self.root = root
    self.folder = folder
    scratch = root.appending(path: "scratch-\(UUID().uuidString)", directoryHint: .isDirectory)
  }

  /// Complete or partial downloads, kept across interruptions.
  var downloads: URL { root.appending(path: "downloads", directoryHint: .isDirectory) }
  /// The folder that will become the entry's.
  var new: URL { root.appending(path: "new", directoryHint: .isDirectory) }
  /// The previous entry's folder, until the new one has its name.
  private var old: URL { root.appending(path: "old", directoryHint: .isDirectory) }

  /// Restores the entry's old folder if a fetch was stopped after it had moved the old one away and
  /// before it had put the new one in place.
  func restore() throws {
    if !exists(folder), exists(old) { try FileProblem.move(old, to: folder) }
  }

  private func exists(_ folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.path)
  }

  /// Removes what a dead fetch left, except for its downloads.
  func prepare() throws {
    try restore()
    try FileProblem.makeFolder(downloads)
    for folder in [new, old] { try FileProblem.remove(folder) }
    removeScratch()
  }

  private func removeScratch() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    for name in names where name.hasPrefix("scratch-") {
      // Fails while an orphaned tool still writes there; the next fetch tries again.
      try? FileProblem.remove(root.appending(path: name))
    }
  }

  func emptyScratch() throws {
    try FileProblem.remove(scratch)
    try FileProblem.makeFolder(scratch)
  }

  /// Makes `new` the entry's folder in one step, and removes everything else.
  func publish() throws {
    FileProblem.synchronize()
    if exists(folder) {
      try FileProblem.move(folder, to: old)
    }
    try FileProblem.move(new, to: folder)
    FileProblem.synchronize()
    try? FileProblem.remove(root)
  }

  /// After a failure, keeps downloads that can be resumed, if there are any.
  func abandon() throws {
    try prepare()
    let kept = try FileManager.default.contentsOfDirectory(atPath: downloads.path)
    if kept.isEmpty { try FileProblem.remove(root) }
  }

  var isDiskFull: Bool {
    guard let free = FileProblem.freeByteCount(root) else { return false }
    return free < 1 << 20
  }
}
