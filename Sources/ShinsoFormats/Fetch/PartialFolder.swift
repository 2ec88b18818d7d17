import Foundation

/// The hidden folder that an entry is built in. Only the holder of the entry's lock may use it, so
/// whatever is in it at the start was left by a fetch that died.
struct PartialFolder {
  let root: URL
  /// The entry's folder.
  private let folder: URL
  /// For the tools. A tool outlives a killed process and may still write into the folder it was
  /// given, so each fetch has one of its own.
  let scratch: URL

  init(_ root: URL, for folder: URL) {
    self.root = root
    self.folder = folder
    scratch = root.appending(path: "scratch-\(UUID().uuidString)", directoryHint: .isDirectory)
  }

  /// Files that were downloaded completely or in part, kept over an interruption.
  var downloads: URL { root.appending(path: "downloads", directoryHint: .isDirectory) }
  /// The entry's folder to be.
  var new: URL { root.appending(path: "new", directoryHint: .isDirectory) }
  /// What the entry's folder was, until the new one has its name.
  private var old: URL { root.appending(path: "old", directoryHint: .isDirectory) }

  /// Gives the entry its old folder back if a fetch was stopped between taking that away and
  /// putting the new one in its place.
  func restore() throws {
    if !exists(folder), exists(old) { try FileProblem.move(old, to: folder) }
  }

  private func exists(_ folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.path)
  }

  /// Removes what a dead fetch left, except its downloads.
  func prepare() throws {
    try restore()
    try FileProblem.makeFolder(downloads)
    for folder in [new, old] { try FileProblem.remove(folder) }
    removeScratch()
  }

  private func removeScratch() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    for name in names where name.hasPrefix("scratch-") {
      // Fails as long as an orphaned tool writes there; the next fetch tries again.
      try? FileProblem.remove(root.appending(path: name))
    }
  }

  func emptyScratch() throws {
    try FileProblem.remove(scratch)
    try FileProblem.makeFolder(scratch)
  }

  /// Makes `new` the entry's folder at once, and removes everything else.
  func publish() throws {
    FileProblem.synchronize()
    if exists(folder) {
      try FileProblem.move(folder, to: old)
    }
    try FileProblem.move(new, to: folder)
    FileProblem.synchronize()
    try? FileProblem.remove(root)
  }

  /// After a failure: keeps downloads to go on from, if there are any.
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
