import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// The folder of a run and the model file in it.
enum RunFolder {
  static func url(_ request: Request, _ id: String) -> URL {
    URL(filePath: request.output ?? "runs/\(id)")
  }

  /// The model that `--model` names (a file or a run's folder), or that of the default run.
  static func model(_ request: Request, _ id: String) throws -> URL {
    let given = URL(filePath: request.model ?? request.output ?? "runs/\(id)")
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: given.path, isDirectory: &isFolder)
    let file = isFolder.boolValue ? given.appending(path: "model.safetensors") : given
    guard exists, FileManager.default.fileExists(atPath: file.path) else {
      throw InputError(
        file.path, "is not there; train first (shinso train \(id)) or name one by --model")
    }
    return file
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
    return names
  }
}

/// A list of names as one line of JSON, for a model's metadata.
func jsonList(_ names: [String]) -> String {
  let data = (try? JSONEncoder().encode(names)) ?? Data("[]".utf8)
  return String(decoding: data, as: UTF8.self)
}
