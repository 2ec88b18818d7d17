/// The arrays of a safetensors file, as listed in its header.
struct SafetensorsContents: ArrayContents {
  let arrays: [ArrayEntry]
  let metadata: [String: String]
  private let file: SafetensorsFile

  init(_ file: SafetensorsFile) {
    self.file = file
    metadata = file.metadata
    arrays = file.entries.map { entry in
      ArrayEntry(
        name: entry.name, type: entry.element?.rawValue ?? entry.type.lowercased(),
        shape: entry.shape,
        byteCount: entry.end - entry.start)
    }
  }

  func statistics(of index: Int) throws -> ArrayStatistics? {
    guard let type = file.entries[index].element, type.isReal else { return nil }
    return try ArrayStatistics(
      file.stream(of: file.entries[index]), count: arrays[index].elementCount, type: type,
      isSwapped: false)
  }
}
