import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// Everything that a run needs to go on as if it had never stopped, in one safetensors file: the
/// weights as `model/NAME`, the optimizer's state as `optimizer/NAME`, the rest as metadata. The
/// file is replaced as a whole, so whenever the process dies there is a complete one.
struct Checkpoint {
  static let version = "1"
  private static let modelPrefix = "model/"
  private static let optimizerPrefix = "optimizer/"

  let url: URL
  let model: Module
  let optimizer: any Optimizer
  /// What settles the order of the data.
  let data: [String: String]

  init(
    _ url: URL, model: Module, optimizer: any Optimizer, loader: DataLoader, accumulation: Int
  ) {
    self.url = url
    self.model = model
    self.optimizer = optimizer
    data = [
      "samples": "\(loader.dataset.count)", "batchSize": "\(loader.batchSize)",
      "shuffle": "\(loader.shuffle)", "dropsLast": "\(loader.dropsLast)",
      "optimizer": "\(type(of: optimizer))", "accumulation": "\(accumulation)",
    ]
  }

  func save(_ state: TrainingState) throws {
    let tensors =
      model.state.map { (Self.modelPrefix + $0.name, $0.tensor) }
      + optimizer.state(for: model).map { (Self.optimizerPrefix + $0.name, $0.tensor) }
    let metadata = data.merging(state.fields) { $1 }.merging(["checkpoint": Self.version]) { $1 }
    try SafetensorsFile.write(tensors, metadata: metadata, to: url)
  }

  /// Takes over weights and optimizer state, and returns the rest. If it throws, the model and
  /// the optimizer may have changed.
  ///
  /// - Throws: `InputError` naming the file if it is damaged, of another format version, or of a
  ///   run with another model, optimizer or order of the data.
  func load() throws -> TrainingState {
    let file = try SafetensorsFile(url)
    guard let version = file.metadata["checkpoint"] else {
      throw InputError(url.path, "is not a checkpoint")
    }
    guard version == Self.version else {
      throw InputError(
        url.path, "has format version \(version); this program reads \(Self.version)")
    }
    for (name, value) in data.sorted(by: { $0.key < $1.key }) {
      let saved = file.metadata[name] ?? "unknown"
      guard saved == value else {
        throw InputError(
          url.path,
          "is of a run with other settings: \(name) was \(saved), not \(value); "
            + "use the same options or start anew without --resume")
      }
    }
    let state = try TrainingState(file.metadata, from: url.path)
    let tensors = try file.tensors()
    func part(_ prefix: String) -> [(name: String, tensor: Tensor)] {
      tensors.filter { $0.name.hasPrefix(prefix) }.map {
        (String($0.name.dropFirst(prefix.count)), $0.tensor)
      }
    }
    let optimizerState = part(Self.optimizerPrefix)
    try model.load(part(Self.modelPrefix), from: url.path)
    do {
      try optimizer.load(
        Dictionary(uniqueKeysWithValues: optimizerState.map { ($0.name, $0.tensor) }), for: model)
    } catch {
      throw InputError(url.path, "\(error)")
    }
    return state
  }
}
