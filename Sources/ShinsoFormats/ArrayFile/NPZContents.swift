/// The arrays of an npz file. Opening it reads only the start of each array, with its header.
struct NPZContents: ArrayContents {
  let arrays: [ArrayEntry]
  private let archive: NPZArchive

  init(_ archive: NPZArchive) throws {
    self.archive = archive
    arrays = try archive.names.map { name in
      let (header, stream) = try archive.open(name)
      return try header.entry(named: name, byteCount: stream.remaining, in: stream.name)
    }
  }

  func statistics(of index: Int) throws -> ArrayStatistics? {
    let (header, stream) = try archive.open(arrays[index].name)
    guard let type = header.type, type.isReal else { return nil }
    return try ArrayStatistics(
      stream, count: arrays[index].elementCount, type: type, isSwapped: header.isBigEndian)
  }
}
