import ShinsoTensor

/// The arrays of an HDF5 file.
struct HDF5Contents: ArrayContents {
  let arrays: [ArrayEntry]
  let metadata: [String: String]
  private let file: HDF5File

  init(_ source: any ByteSource) throws {
    file = try HDF5File(source)
    arrays = file.datasets.map(\.entry)
    metadata = Self.metadata(of: file)
    for (_, problem) in file.unread.prefix(3) { Console.note("\(problem)") }
    if file.unread.count > 3 {
      Console.note("\(source.name): \(file.unread.count - 3) more entries cannot be read")
    }
  }

  func statistics(of index: Int) throws -> ArrayStatistics? {
    let dataset = file.datasets[index]
    guard dataset.obstacle == nil, let type = dataset.type.elementType, type.isReal else {
      return nil
    }
    return try ArrayStatistics(
      file.stream(of: index), count: arrays[index].elementCount, type: type,
      isSwapped: dataset.type.isBigEndian)
  }

  /// The attributes of the root and of the groups in it; those further down describe single layers.
  private static func metadata(of file: HDF5File) -> [String: String] {
    var metadata: [String: String] = [:]
    for (path, attributes) in file.attributes where !path.contains("/") {
      for attribute in attributes {
        let name = path.isEmpty ? attribute.name : "\(path)/\(attribute.name)"
        switch attribute.value {
        case .strings(let texts): metadata[name] = texts.joined(separator: ", ")
        case .numbers(let values):
          metadata[name] = values.map { "\($0)" }.joined(separator: ", ")
        case .other: break
        }
      }
    }
    return metadata
  }
}
