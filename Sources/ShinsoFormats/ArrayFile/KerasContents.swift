/// The arrays of a `.keras` file, with its texts as metadata.
struct KerasContents: ArrayContents {
  let arrays: [ArrayEntry]
  let metadata: [String: String]
  private let weights: HDF5Contents

  init(_ source: any ByteSource) throws {
    let archive = try ZipArchive(source)
    weights = try HDF5Contents(KerasArchive.weights(archive))
    arrays = weights.arrays
    var metadata = weights.metadata
    for name in [KerasArchive.configurationName, KerasArchive.metadataName] {
      if let text = try KerasArchive.text(name, archive) {
        metadata[name] = String(utf8OrLatin1: text)
      }
    }
    self.metadata = metadata
  }

  func statistics(of index: Int) throws -> ArrayStatistics? { try weights.statistics(of: index) }
}
