import Foundation
import ShinsoTensor

/// The layers of a Keras file with their weights: the older `.h5` of a whole network or of weights
/// alone, Keras 3's `.weights.h5`, and `.keras`. Of code in a file nothing is run.
public struct KerasFile {
  /// Those with weights, in the order in which the network is described; without a description in
  /// the order of the file, which for each kind of layer is that in which they were made.
  public let layers: [KerasLayer]
  /// Height and width of the images that the network takes; nil if the file does not say.
  public var inputSize: (height: Int, width: Int)? { description?.inputSize }
  /// What the file says of the network; nil: it holds weights alone.
  public let description: KerasDescription?

  /// - Throws: `InputError` for a file that is damaged or not Keras's.
  public init(_ url: URL) throws { try self.init(InputFile(url)) }

  /// Opens the file in `source`; see `init(_:)`.
  public init(_ source: any ByteSource) throws {
    var json: [UInt8]?
    let file: HDF5File
    if try source.starts(with: HDF5Superblock.signature) {
      file = try HDF5File(source)
      if case .strings(let texts)? = file.attribute("model_config", of: "")?.value {
        json = texts.first.map { Array($0.utf8) }
      }
    } else {
      let archive = try ZipArchive(source)
      file = try HDF5File(KerasArchive.weights(archive))
      json = try KerasArchive.text(KerasArchive.configurationName, archive)
    }
    let description = try json.map { try KerasDescription($0, name: source.name) }
    self.description = description
    let found =
      try KerasLegacyLayout(file).map { try $0.layers() }
      ?? KerasVariableLayout(file).layers()
    guard !found.isEmpty else { throw InputError(source.name, "holds no weights of Keras's") }
    layers = Self.ordered(found, by: description)
  }

  private static func ordered(
    _ layers: [KerasLayer], by description: KerasDescription?
  ) -> [KerasLayer] {
    guard let description else { return layers }
    var places: [ExactName: Int] = [:]
    for (index, layer) in description.layers.enumerated() { places[ExactName(layer.name)] = index }
    func place(_ layer: KerasLayer) -> Int { places[ExactName(layer.name)] ?? .max }
    let sorted = layers.enumerated().sorted {
      (place($0.element), $0.offset) < (place($1.element), $1.offset)
    }
    return sorted.map { _, layer in
      var layer = layer
      layer.settings = places[ExactName(layer.name)].map { description.layers[$0].settings }
      return layer
    }
  }
}
