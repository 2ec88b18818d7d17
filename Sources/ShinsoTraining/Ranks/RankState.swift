import Foundation
import ShinsoFormats
import ShinsoTensor

/// What a rank has for itself, as a checkpoint keeps it: running statistics, carried state, and where its
/// random numbers stand.
struct RankState {
  private let updater: any Updater
  private static let prefix = "rank/"

  init(_ updater: any Updater) { self.updater = updater }

  /// The bytes of a safetensors file.
  var data: Data {
    get throws {
      let key = RandomGenerator.shared.key
      return try SafetensorsFile.data(
        updater.rankState,
        metadata: ["randomSeed": "\(key.seed)", "randomCounter": "\(key.counter)"])
    }
  }

  func load(_ bytes: [UInt8]) throws {
    let name = "the checkpoint's part for this rank"
    let file = try SafetensorsFile(MemorySource(bytes, name: name))
    guard let seed = file.metadata["randomSeed"].flatMap(UInt64.init),
      let counter = file.metadata["randomCounter"].flatMap(UInt64.init)
    else { throw InputError(name, "is damaged") }
    try updater.load(rankState: file.tensors(), from: name)
    RandomGenerator.shared.key = RandomKey(seed: seed, counter: counter)
  }

  /// Runs `body` with the first rank's state on all ranks, as its statistics are those of the model.
  func withFirst<Value>(of ranks: Ranks, _ body: () throws -> Value) throws -> Value {
    let own = try data
    let first = try ranks.broadcast(own)
    let key = RandomGenerator.shared.key
    if !ranks.isFirst { try load([UInt8](first)) }
    let result = Result { try body() }
    if !ranks.isFirst { try load([UInt8](own)) }
    RandomGenerator.shared.key = key
    return try result.get()
  }

  // MARK: In a checkpoint

  /// What all ranks have for themselves, as tensors of bytes.
  static func tensors(_ ranks: [Data]) -> [NamedTensor] {
    ranks.enumerated().map { rank, data in
      (
        "\(prefix)\(rank)",
        Tensor(shape: [data.count], dtype: .uint8) { data.copyBytes(to: $0) }
      )
    }
  }

  /// What belongs to no rank alone.
  static func without(_ tensors: [NamedTensor]) -> [NamedTensor] {
    tensors.filter { !$0.name.hasPrefix(prefix) }
  }

  /// - Returns: nil if there was no such rank.
  static func bytes(of rank: Int, in file: SafetensorsFile) throws -> [UInt8]? {
    let name = "\(prefix)\(rank)"
    guard file.shape(of: name) != nil else { return nil }
    return try file.tensor(named: name).withUnsafeBytes { [UInt8]($0) }
  }
}
