import Foundation
import ShinsoFormats
import ShinsoTensor

/// The folder of a run and the names of the files in it.
public struct RunFolder {
  public let url: URL
  /// Held as long as this object exists.
  private let lock: FolderLock?

  /// The system and every option that affects the result.
  public var config: URL { url.appending(path: "config.json") }
  public var log: URL { url.appending(path: "log.jsonl") }
  /// The last weights.
  public var model: URL { url.appending(path: "model.safetensors") }
  /// The weights of the best evaluation.
  public var best: URL { url.appending(path: "best.safetensors") }
  /// The held-out images, one per line.
  public var heldOut: URL { url.appending(path: "held-out.txt") }
  /// What a language model wrote after each epoch, one a line.
  public var samples: URL { url.appending(path: "samples.txt") }
  public var profile: URL { url.appending(path: "profile.json") }
  /// The PNG file of a picture. Most pictures are also written as SVG, with the same name.
  public func picture(_ picture: RunPicture) -> URL {
    url.appending(path: "\(picture.rawValue).png")
  }
  /// Contains a separate folder for each phase of a training with several phases.
  public var phases: URL { url.appending(path: "phases") }
  /// What a run has computed that is no training, for when it is resumed.
  public var results: URL { url.appending(path: "checkpoint/results.json") }
  var checkpoint: URL { url.appending(path: "checkpoint/state.safetensors") }
  /// A checkpoint that has not been confirmed yet.
  var pendingCheckpoint: URL { url.appending(path: "checkpoint/pending.safetensors") }
  /// The previous best weights, kept aside when the final evaluation finds better ones: a run that
  /// continues does not make that evaluation.
  private var formerBest: URL { url.appending(path: "checkpoint/best.safetensors") }
  /// Marks a run without a checkpoint, in which nothing is lost by starting again.
  private var begun: URL { url.appending(path: "checkpoint/begun") }

  public var hasCheckpoint: Bool { Self.exists(checkpoint) }
  public var hasModel: Bool { Self.exists(model) }
  package var hasPhases: Bool { Self.exists(phases) }

  /// The file of weights to use: the last ones, or the best ones of a run with `--patience`; nil if
  /// there are none.
  public func usedModel() throws -> URL? {
    guard hasModel else { return nil }
    // Who trains until nothing gets better wants what was best, not what came after.
    guard Self.exists(best), try SafetensorsFile(model).metadata["patience"] != nil else {
      return model
    }
    Console.note("\(best.relativePath): the best weights of a run with --patience")
    return best
  }

  /// What to answer where a model is wanted of a run that has not come to its end; nil: the folder
  /// holds a model, or no run.
  public var unfinished: InputError? {
    guard !hasModel, Self.exists(config), Self.exists(checkpoint.deletingLastPathComponent()) else {
      return nil
    }
    let path = url.relativePath
    return InputError(
      path,
      "is a run that is not finished and has no model yet; go on with "
        + "`shinso train --config \(path) -o \(path) --resume`")
  }

  /// Only derives the names; nothing is created or checked.
  public init(_ url: URL) {
    self.url = url
    lock = nil
  }

  /// Creates the folder if it is missing, and keeps other trainings out of it.
  ///
  /// - Throws: `InputError` naming what cannot be written, before any computing time is spent.
  public init(locking url: URL) throws {
    self.url = url
    try AtomicFile.makeFolder(url)
    lock = try FolderLock(url)
    try AtomicFile.makeFolder(checkpoint.deletingLastPathComponent())
    for file in [config, log, model, best, checkpoint] { try AtomicFile.checkWritable(file) }
    try Self.remove(pendingCheckpoint)
  }

  /// - Throws: `InputError` if the folder contains a run that cannot be resumed. A training that
  ///   was asked to resume must not delete it.
  public func checkForRemains() throws(InputError) {
    if Self.exists(begun) { return }
    for file in [model, log] where Self.exists(file) {
      throw InputError(
        url.path,
        "has the \(file.lastPathComponent) of a run but no checkpoint to resume from; use another "
          + "folder, or remove that run by starting again without --resume")
    }
  }

  /// Removes what an earlier run left except for its phases, and nothing else. The checkpoint goes
  /// first, so that a new run that is killed early is never resumed from the checkpoint of the old
  /// one.
  public func clear() throws {
    try AtomicFile.write(Data(), to: begun)
    for file in files { try Self.remove(file) }
    try EventFile.remove(in: url)
  }

  /// What a run leaves in its folder and the next one there removes, the checkpoint first.
  private var files: [URL] {
    let pictures = RunPicture.allCases.map(picture).flatMap {
      [$0, $0.deletingPathExtension().appendingPathExtension("svg")]
    }
    return [
      checkpoint, pendingCheckpoint, results, log, model, best, formerBest, profile, config,
      heldOut, samples,
    ] + pictures
  }

  /// The folders of the phases of an earlier run; other things in the folder of phases are not.
  private var phaseFolders: [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: phases.path)) ?? []
    return names.map { phases.appending(path: $0) }.filter { phase in
      let folder = RunFolder(phase)
      return Self.exists(folder.config)
        && Self.exists(folder.checkpoint.deletingLastPathComponent())
    }
  }

  /// The first thing here that ``clear()`` and ``removePhases()`` would remove; nil if there is none.
  package var firstToRemove: URL? { (files + phaseFolders).first(where: Self.exists) }

  /// Whether a run has begun here that has no checkpoint yet.
  package var hasBegun: Bool { Self.exists(begun) }

  /// Removes the phases of an earlier run, but not other things in a folder of that name. A training
  /// whose own phases come first must call it before they begin.
  public func removePhases() throws {
    for phase in phaseFolders {
      do { try FileManager.default.removeItem(at: phase) } catch {
        throw InputError(phase.path, "cannot be removed: \(error.localizedDescription)")
      }
    }
    // Succeeds only if the folder is empty.
    rmdir(phases.path)
  }

  /// Notes that the folder holds a run's result, which a later `--resume` must not clear away.
  public func markFinished() throws { try Self.remove(begun) }

  public func write(config: Data) throws { try AtomicFile.write(config, to: self.config) }

  /// Makes the pending checkpoint the one to resume from.
  func publishCheckpoint() throws {
    try Self.move(pendingCheckpoint, to: checkpoint)
    try Self.remove(begun)
  }

  /// Keeps the best weights for a run that is resumed, which will not know about better ones found
  /// at the end.
  func setBestAside() throws {
    guard Self.exists(best) else { return }
    try Self.remove(formerBest)
    // Hard link the file, so that there are best weights at any moment; not every file system
    // supports that.
    if link(best.path, formerBest.path) != 0 { try Self.move(best, to: formerBest) }
  }

  /// Restores the best weights that were set aside.
  ///
  /// - Parameter exists: whether there were any.
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
