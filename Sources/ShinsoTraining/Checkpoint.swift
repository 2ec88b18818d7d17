import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// Everything that a run needs to go on as if it had never stopped, in one safetensors file: the
/// weights as `model/NAME`, the optimizer's state as `optimizer/NAME`, averaged weights as
/// `average/NAME`, the rest as metadata. The file is replaced as a whole, so whenever the process
/// dies there is a complete one.
struct Checkpoint {
  static let version = "2"
  private static let modelPrefix = "model/"
  private static let optimizerPrefix = "optimizer/"
  private static let averagePrefix = "average/"

  private let model: Module
  private let optimizer: any Optimizer
  private let average: WeightAverage?
  /// What may not differ when a run goes on: the order of the data, and what it keeps.
  private let settings: [String: String]

  init(
    model: Module, optimizer: any Optimizer, average: WeightAverage?, loader: DataLoader,
    options: TrainerOptions
  ) {
    self.model = model
    self.optimizer = optimizer
    self.average = average
    settings = [
      "samples": "\(loader.dataset.count)", "batchSize": "\(loader.batchSize)",
      "shuffle": "\(loader.shuffle)", "dropsLast": "\(loader.dropsLast)",
      "optimizer": "\(type(of: optimizer))", "accumulation": "\(options.accumulation)",
      "weightAverage": average.map { "\($0.decay)" } ?? "none",
      "plateau": options.plateau?.direction.rawValue ?? "none",
    ]
  }

  func save(_ state: TrainingState, to url: URL) throws {
    let tensors =
      model.state.map { (Self.modelPrefix + $0.name, $0.tensor) }
      + optimizer.state(for: model).map { (Self.optimizerPrefix + $0.name, $0.tensor) }
      + (average?.state(for: model) ?? []).map { (Self.averagePrefix + $0.name, $0.tensor) }
    let metadata = settings.merging(state.fields) { $1 }.merging(["checkpoint": Self.version]) {
      $1
    }
    try SafetensorsFile.write(tensors, metadata: metadata, to: url)
  }

  /// Takes over weights and optimizer state, and returns the rest. If it throws, the model and
  /// the optimizer may have changed.
  ///
  /// - Throws: `InputError` naming the file if it is damaged, of another format version, or of a
  ///   run with another model, optimizer or order of the data.
  func load(_ url: URL) throws -> TrainingState {
    let file = try SafetensorsFile(url)
    guard let version = file.metadata["checkpoint"] else {
      throw InputError(url.path, "is not a checkpoint")
    }
    guard version == Self.version else {
      throw InputError(
        url.path, "has format version \(version); this program reads \(Self.version)")
    }
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
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
    let averages = part(Self.averagePrefix)
    // Before the first update there is no average.
    if let average, state.iteration > 0 {
      let expected = model.state.map { Spec(name: $0.name, tensor: $0.tensor) }
      guard Set(averages.map { Spec(name: $0.name, tensor: $0.tensor) }) == Set(expected) else {
        throw InputError(url.path, "has averaged weights that do not fit this model")
      }
      average.load(averages)
    }
    return state
  }

  private struct Spec: Hashable {
    let name: String
    let shape: Shape
    let dtype: DType

    init(name: String, tensor: Tensor) {
      self.name = name
      shape = tensor.shape
      dtype = tensor.dtype
    }
  }
}
