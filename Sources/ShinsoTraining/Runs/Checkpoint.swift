import Foundation
import ShinsoFormats
import ShinsoTensor

/// Everything needed to resume a run as if it had never stopped, in one safetensors file: the
/// updater's tensors and, as metadata, its identity and the state of the trainer and its
/// extensions. The file is replaced atomically, so there is a complete one whenever the process
/// dies.
struct Checkpoint {
  static let version = "3"
  private let updater: any Updater
  /// Computed once when the run starts, because it may be expensive.
  private let identity: [String: String]

  init(_ updater: any Updater) {
    self.updater = updater
    identity = updater.identity
  }

  func save(
    _ state: TrainingState, _ extensions: [any TrainerExtension], ofRanks: [Data], to url: URL
  ) throws {
    var metadata = state.fields
    metadata["checkpoint"] = Self.version
    for (name, value) in identity { metadata["identity/\(name)"] = value }
    for (number, one) in extensions.enumerated() {
      for (key, value) in one.state { metadata["extension/\(number)/\(one.name)/\(key)"] = value }
    }
    try SafetensorsFile.write(
      updater.state + RankState.tensors(ofRanks), metadata: metadata, to: url)
  }

  /// Loads the state of the updater and the extensions, and returns the rest. If it throws, they
  /// may have been changed.
  ///
  /// - Throws: `InputError` naming the file if it is damaged, has another format version, or
  ///   belongs to a run with another model, optimizer, data or order of the data.
  func load(_ url: URL, _ extensions: [any TrainerExtension]) throws -> TrainingState {
    try load(SafetensorsFile(url), url.path, extensions)
  }

  /// - Parameter name: the name used in error messages.
  func load(
    _ file: SafetensorsFile, _ name: String, _ extensions: [any TrainerExtension]
  ) throws -> TrainingState {
    guard let version = file.metadata["checkpoint"] else {
      throw InputError(name, "is not a checkpoint")
    }
    guard version == Self.version else {
      throw InputError(
        name,
        "has format version \(version), but this program reads \(Self.version); finish that run "
          + "with the release that started it, or start again without --resume")
    }
    // The first rank has checked that it fits; the others have parts of the data that differ.
    if Ranks.writes { try check(file, name) }
    var state = try TrainingState(file.metadata, from: name)
    for (number, one) in extensions.enumerated() {
      let prefix = "extension/\(number)/\(one.name)/"
      let own = file.metadata.filter { $0.key.hasPrefix(prefix) }
        .map { (String($0.key.dropFirst(prefix.count)), $0.value) }
      // An extension that was added after the run started starts with its initial state.
      if !own.isEmpty { try one.load(Dictionary(own) { $1 }, from: name) }
    }
    state.nextExtension = min(state.nextExtension, extensions.count)
    var tensors = RankState.without(try file.tensors())
    if state.ranks != (updater.isShared ? Ranks.current?.count ?? 1 : 1) {
      // It belongs to places in the data where now nobody is.
      tensors.removeAll { $0.name.hasPrefix("carried/") }
    }
    try updater.load(tensors, from: name)
    return state
  }

  /// What two lists of classes, a name a line, do not have in common.
  private func difference(_ saved: String, _ now: String) -> String {
    func names(_ text: String) -> [String] {
      text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    func list(_ names: [String]) -> String { names.prefix(3).map(quoted).joined(separator: ", ") }
    let (then, now) = (names(saved), names(now))
    let (gone, new) = (
      then.filter { name in !now.contains { $0.isExactly(name) } },
      now.filter { name in !then.contains { $0.isExactly(name) } }
    )
    var parts: [String] = []
    if !gone.isEmpty { parts.append("\(list(gone)) is gone") }
    if !new.isEmpty { parts.append("\(list(new)) is new") }
    return parts.isEmpty ? "their order changed" : parts.joined(separator: " and ")
  }

  private func check(_ file: SafetensorsFile, _ path: String) throws {
    let otherRanks = file.metadata["identity/ranks"] != identity["ranks"]
    for (name, value) in identity.sorted(by: { $0.key < $1.key }) {
      let saved = file.metadata["identity/\(name)"] ?? "unknown"
      // Checkpoints of earlier versions do not say them; the data's digest covers them.
      // Ranks go on where others stopped, each with other samples.
      if saved == value || name == "ranks" || name == "batchSize" && otherRanks
        || name == "classes" && file.metadata["identity/classes"] == nil
      {
        continue
      }
      if name == "classes" {
        throw InputError(
          path,
          "is from a run on other classes: \(difference(saved, value)); use the same data or start "
            + "again without --resume")
      }
      guard name != "data", name != "text" else {
        throw InputError(
          path, "is from a run on other data; use the same data or start again without --resume")
      }
      throw InputError(
        path,
        "is from a run with other settings: \(name) was \(saved), not \(value); use the same "
          + "options or start again without --resume")
    }
  }
}
