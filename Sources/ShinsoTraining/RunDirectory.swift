import Foundation
import ShinsoFormats
import ShinsoTensor

/// The folder of a run and the names of what is in it.
struct RunDirectory {
  let url: URL

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

  var hasCheckpoint: Bool { FileManager.default.fileExists(atPath: checkpoint.path) }

  /// Makes the folder where it is missing.
  ///
  /// - Throws: `InputError` naming what cannot be written, before any time is spent.
  init(_ url: URL) throws {
    self.url = url
    try AtomicFile.makeFolder(url)
    try AtomicFile.makeFolder(checkpoint.deletingLastPathComponent())
    for file in [config, log, model, best, checkpoint] { try AtomicFile.checkWritable(file) }
  }

  /// Removes what an earlier run left. The checkpoint goes first, so that a new run that is killed
  /// early is never continued from the old one's.
  func clear() throws {
    let pictures = [curves, confusion, statistics].flatMap {
      [$0, $0.deletingPathExtension().appendingPathExtension("svg")]
    }
    for file in [checkpoint, log, model, best, profile, config] + pictures {
      guard unlink(file.path) == 0 || errno == ENOENT else {
        throw InputError(file.path, "cannot be removed: \(String(cString: strerror(errno)))")
      }
    }
    try EventFile.remove(in: url)
  }

  func write(config: Data) throws { try AtomicFile.write(config, to: self.config) }
}
