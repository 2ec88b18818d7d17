import ArgumentParser
import Foundation
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// `--model`.
public struct ModelOptions: ParsableArguments {
  @Option(
    "A trained model: its file or its run's folder.", default: "runs/ID", completion: .file())
  public var model: String?

  public init() {}
}

/// The file of a model that a run left, and what it says of itself.
public struct TrainedModel {
  public let file: URL
  public let content: SafetensorsFile
  public let metadata: [String: String]

  /// The model that `--model` names, or that of the default run. In a folder it is the last weights,
  /// or the best ones if the run had `--patience`.
  ///
  /// - Throws: `InputError` if there is none, or it is of another system.
  public init(_ options: ModelOptions, of id: String) throws {
    try self.init(options.model, option: "--model", of: id)
  }

  /// - Parameter option: that names it.
  init(_ name: String?, option: String, of id: String) throws {
    file = try Self.file(name, option: option, id)
    content = try SafetensorsFile(file)
    metadata = content.metadata
    if let system = metadata["system"], system != id {
      throw InputError(file.path, "is a model of \(system), not of \(id)")
    }
  }

  /// The system whose model lies at a path, a run's folder or a file; nil if there is none.
  public static func system(of path: String) -> (any System.Type)? {
    let url = URL(filePath: path)
    let file = RunFolder(url).hasModel ? RunFolder(url).model : url
    return (try? SafetensorsFile(file))?.metadata["system"].flatMap(Catalog.system)
  }

  /// Where the model lies that `--model` names, or that of the default run.
  static func file(
    _ name: String?, option: String = "--model", _ id: String
  ) throws -> URL {
    let given = URL(filePath: name ?? "runs/\(id)")
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: given.path, isDirectory: &isFolder)
    let folder = RunFolder(given)
    if let unfinished = folder.unfinished { throw unfinished }
    guard exists, let file = isFolder.boolValue ? try folder.usedModel() : given else {
      throw InputError(
        (isFolder.boolValue ? folder.model : given).path,
        "is not there; train first (shinso train \(id)) or name one by \(option)")
    }
    return file
  }

  /// A metadata entry that the model must have.
  public func required(_ key: String) throws -> String {
    guard let value = metadata[key] else {
      throw InputError(file.path, "does not say its \(key), as a model of this system does")
    }
    return value
  }

  /// A list of names.
  public func names(_ key: String) throws -> [String] {
    let text = try required(key)
    guard let names = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
      throw InputError(file.path, "has no list of names as its \(key)")
    }
    if names.isEmpty { throw InputError(file.path, "has an empty list as its \(key)") }
    return names
  }

  /// A metadata entry of another type than text.
  public func value<Number: LosslessStringConvertible>(
    _ key: String, as type: Number.Type = Number.self
  ) throws -> Number {
    let text = try required(key)
    guard let value = Number(text) else {
      throw InputError(file.path, "says \(key) \(text), which makes no sense")
    }
    return value
  }
}

/// A list of names as one line of JSON, for a model's metadata.
public func jsonList(_ names: [String]) -> String {
  let data = (try? JSONEncoder().encode(names)) ?? Data("[]".utf8)
  return String(decoding: data, as: UTF8.self)
}
