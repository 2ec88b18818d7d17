import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// The folder of a run and the model file in it.
enum RunFolder {
  static func url(_ request: Request, _ id: String) -> URL {
    URL(filePath: request.output ?? "runs/\(id)")
  }

  static func config(_ folder: URL) -> URL { folder.appending(path: "config.json") }
  static func best(_ folder: URL) -> URL { folder.appending(path: "best.safetensors") }
  static func gallery(_ folder: URL) -> URL { folder.appending(path: "gallery.png") }
  /// The pictures that were held out, a line each.
  static func heldOut(_ folder: URL) -> URL { folder.appending(path: "held-out.txt") }

  /// Makes a folder; throws before any work is done if nothing can be written there.
  static func prepare(_ folder: URL) throws {
    try AtomicFile.makeFolder(folder)
    try AtomicFile.checkWritable(folder.appending(path: "model.safetensors"))
  }

  /// Removes what an earlier run left and the Trainer does not know of.
  static func removeExtras(_ folder: URL) throws {
    for file in [gallery(folder), heldOut(folder)] { try remove(file) }
  }

  /// Removes what an earlier training by the Trainer left, for a run that is none.
  static func removeTraining(_ folder: URL) throws {
    try removeExtras(folder)
    for name in ["checkpoint/state.safetensors", "log.jsonl", "best.safetensors"] {
      try remove(folder.appending(path: name))
    }
  }

  private static func remove(_ file: URL) throws {
    guard unlink(file.path) == 0 || errno == ENOENT else {
      throw InputError(file.path, "cannot be removed: \(String(cString: strerror(errno)))")
    }
  }

  /// The model that `--model` names (a file or a run's folder), or that of the default run. Of a
  /// folder it is the last weights, or the best ones if the run had `--patience`.
  static func model(_ request: Request, _ id: String) throws -> URL {
    let given = URL(filePath: request.model ?? request.output ?? "runs/\(id)")
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: given.path, isDirectory: &isFolder)
    let file = isFolder.boolValue ? given.appending(path: "model.safetensors") : given
    guard exists, FileManager.default.fileExists(atPath: file.path) else {
      throw InputError(
        file.path, "is not there; train first (shinso train \(id)) or name one by --model")
    }
    let best = best(given)
    // Who trains until nothing gets better wants what was best, not what came after.
    guard isFolder.boolValue, FileManager.default.fileExists(atPath: best.path),
      try SafetensorsFile(file).metadata["patience"] != nil
    else { return file }
    Console.note("\(best.relativePath): the best weights of a run with --patience")
    return best
  }

  /// Loads a model's weights and returns the file's metadata.
  static func open(_ file: URL, system id: String) throws -> (SafetensorsFile, [String: String]) {
    let content = try SafetensorsFile(file)
    if let system = content.metadata["system"], system != id {
      throw InputError(file.path, "is a model of \(system), not of \(id)")
    }
    return (content, content.metadata)
  }
}

extension Dictionary where Key == String, Value == String {
  /// A metadata entry that a model file must have.
  func required(_ key: String, in file: URL) throws -> String {
    guard let value = self[key] else {
      throw InputError(file.path, "does not say its \(key): it is no model of this system")
    }
    return value
  }

  func names(_ key: String, in file: URL) throws -> [String] {
    let text = try required(key, in: file)
    guard let names = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
      throw InputError(file.path, "has no list of names as its \(key)")
    }
    if names.isEmpty { throw InputError(file.path, "has an empty list as its \(key)") }
    return names
  }

  /// A metadata entry that a model file must have, of another type than text.
  func value<Number: LosslessStringConvertible>(
    _ key: String, as type: Number.Type = Number.self, in file: URL
  ) throws -> Number {
    let text = try required(key, in: file)
    guard let value = Number(text) else {
      throw InputError(file.path, "says \(key) \(text), which makes no sense")
    }
    return value
  }
}

/// A list of names as one line of JSON, for a model's metadata.
func jsonList(_ names: [String]) -> String {
  let data = (try? JSONEncoder().encode(names)) ?? Data("[]".utf8)
  return String(decoding: data, as: UTF8.self)
}
