import Foundation
import ShinsoFormats
import ShinsoTensor

/// The folder of a run and the names of what is in it. Its lock is held as long as this lives.
struct RunDirectory {
  let url: URL
  private let lock: FolderLock

  var config: URL { url.appending(path: "config.json") }
  var log: URL { url.appending(path: "log.jsonl") }
  var model: URL { url.appending(path: "model.safetensors") }
  /// Its extension is replaced by those of the pictures.
  var curves: URL { url.appending(path: "curves.png") }
  var confusion: URL { url.appending(path: "confusion.png") }
  var statistics: URL { url.appending(path: "statistics.png") }
  var profile: URL { url.appending(path: "profile.json") }
  /// The weights of the best evaluation.
  var best: URL { url.appending(path: "best.safetensors") }
  var checkpoint: URL { url.appending(path: "checkpoint/state.safetensors") }
  /// A checkpoint that has still to prove itself.
  var pendingCheckpoint: URL { url.appending(path: "checkpoint/pending.safetensors") }
  /// The best weights before an evaluation at the end that a run which goes on does not make.
  private var formerBest: URL { url.appending(path: "checkpoint/best.safetensors") }
  /// Marks a run that has no checkpoint yet, so that nothing is lost if it starts anew.
  private var begun: URL { url.appending(path: "checkpoint/begun") }

  var hasCheckpoint: Bool { Self.exists(checkpoint) }

  /// Makes the folder where it is missing.
  ///
  /// - Throws: `InputError` naming what cannot be written, before any time is spent.
  init(_ url: URL) throws {
    self.url = url
    try AtomicFile.makeFolder(url)
    lock = try FolderLock(url)
    try AtomicFile.makeFolder(checkpoint.deletingLastPathComponent())
    for file in [config, log, model, best, checkpoint] { try AtomicFile.checkWritable(file) }
    try Self.remove(pendingCheckpoint)
  }

  /// - Throws: `InputError` if the folder holds a run, but none that can go on: asked to go on, a
  ///   training must not delete it.
  func checkForRemains() throws(InputError) {
    if Self.exists(begun) { return }
    for file in [model, log] where Self.exists(file) {
      throw InputError(
        url.path,
        "has the \(file.lastPathComponent) of a run but no checkpoint to resume from; take another "
          + "folder, or remove that run by starting anew without --resume")
    }
  }

  /// Removes what an earlier run left. The checkpoint goes before the rest, so that a new run that is
  /// killed early is never continued from the old one's.
  func clear() throws {
    try AtomicFile.write(Data(), to: begun)
    let pictures = [curves, confusion, statistics].flatMap {
      [$0, $0.deletingPathExtension().appendingPathExtension("svg")]
    }
    for file in [checkpoint, log, model, best, formerBest, profile, config] + pictures {
      try Self.remove(file)
    }
    try EventFile.remove(in: url)
  }

  func write(config: Data) throws { try AtomicFile.write(config, to: self.config) }

  /// Makes the pending checkpoint the one to go on from.
  func publishCheckpoint() throws {
    try Self.move(pendingCheckpoint, to: checkpoint)
    try Self.remove(begun)
  }

  /// Keeps the best weights for a run that goes on, which will not know of better ones at the end.
  func setBestAside() throws {
    guard Self.exists(best) else { return }
    try Self.remove(formerBest)
    // A second name, so that there are best weights at any moment; not every file system has those.
    if link(best.path, formerBest.path) != 0 { try Self.move(best, to: formerBest) }
  }

  /// Takes back the best weights that were set aside; `exists`: whether there were any.
  func restoreBest(exists: Bool) throws {
    if Self.exists(formerBest) {
      try Self.move(formerBest, to: best)
    } else if !exists {
      try Self.remove(best)
    }
  }

  private static func exists(_ file: URL) -> Bool {
    FileManager.default.fileExists(atPath: file.path)
  }

  private static func remove(_ file: URL) throws {
    guard unlink(file.path) == 0 || errno == ENOENT else {
      throw InputError(file.path, "cannot be removed: \(String(cString: strerror(errno)))")
    }
  }

  private static func move(_ file: URL, to target: URL) throws {
    guard rename(file.path, target.path) == 0 else {
      throw InputError(target.path, "cannot be written: \(String(cString: strerror(errno)))")
    }
  }
}
