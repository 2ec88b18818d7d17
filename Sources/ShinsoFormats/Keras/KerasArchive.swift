import ShinsoTensor

/// Keras's `.keras`: a zip archive of the weights as HDF5 and of the network as JSON.
enum KerasArchive {
  static let weightsName = "model.weights.h5"
  static let configurationName = "config.json"
  static let metadataName = "metadata.json"

  /// More than any description of a network takes.
  private static let longestText = 1 << 26

  /// The weights, in memory.
  static func weights(_ archive: ZipArchive) throws -> MemorySource {
    MemorySource(try archive.read(archive.entry(named: weightsName)), name: archive.name)
  }

  /// The description of the network; nil if there is none.
  static func configuration(_ archive: ZipArchive) throws -> [UInt8]? {
    try text(configurationName, archive)
  }

  static func text(_ name: String, _ archive: ZipArchive) throws -> [UInt8]? {
    try archive.find(name).map { try archive.read($0, limit: longestText) }
  }
}
