import Foundation
import ShinsoFormats
import ShinsoTensor

/// Everything that a run needs to go on as if it had never stopped, in one safetensors file: the
/// updater's tensors, and as metadata its identity, the trainer's state and that of its extensions.
/// The file is replaced as a whole, so whenever the process dies there is a complete one.
struct Checkpoint {
  static let version = "3"
  private let updater: any Updater
  /// Fixed when the run starts: it may be expensive.
  private let identity: [String: String]

  init(_ updater: any Updater) {
    self.updater = updater
    identity = updater.identity
  }

  func save(
    _ state: TrainingState, _ extensions: [any TrainerExtension], to url: URL
  ) throws {
    var metadata = state.fields
    metadata["checkpoint"] = Self.version
    for (name, value) in identity { metadata["identity/\(name)"] = value }
    for (number, one) in extensions.enumerated() {
      for (key, value) in one.state { metadata["extension/\(number)/\(one.name)/\(key)"] = value }
    }
    try SafetensorsFile.write(updater.state, metadata: metadata, to: url)
  }

  /// Takes over the updater's state and that of the extensions, and returns the rest. If it throws,
  /// they may have changed.
  ///
  /// - Throws: `InputError` naming the file if it is damaged, of another format version, or of a
  ///   run with another model, optimizer, data or order of the data.
  func load(_ url: URL, _ extensions: [any TrainerExtension]) throws -> TrainingState {
    let file = try SafetensorsFile(url)
    guard let version = file.metadata["checkpoint"] else {
      throw InputError(url.path, "is not a checkpoint")
    }
    guard version == Self.version else {
      throw InputError(
        url.path,
        "has format version \(version), and this program reads \(Self.version); finish that run with "
          + "the release that began it, or start anew without --resume")
    }
    try check(file, url.path)
    var state = try TrainingState(file.metadata, from: url.path)
    for (number, one) in extensions.enumerated() {
      let prefix = "extension/\(number)/\(one.name)/"
      let own = file.metadata.filter { $0.key.hasPrefix(prefix) }
        .map { (String($0.key.dropFirst(prefix.count)), $0.value) }
      // One that has come since the run began starts at its beginning.
      if !own.isEmpty { try one.load(Dictionary(own) { $1 }, from: url.path) }
    }
    state.nextExtension = min(state.nextExtension, extensions.count)
    try updater.load(file.tensors(), from: url.path)
    return state
  }

  private func check(_ file: SafetensorsFile, _ path: String) throws {
    for (name, value) in identity.sorted(by: { $0.key < $1.key }) {
      let saved = file.metadata["identity/\(name)"] ?? "unknown"
      if saved == value { continue }
      guard name != "data", name != "text" else {
        throw InputError(
          path, "is of a run on other data; use the same data or start anew without --resume")
      }
      throw InputError(
        path,
        "is of a run with other settings: \(name) was \(saved), not \(value); use the same options "
          + "or start anew without --resume")
    }
  }
}
