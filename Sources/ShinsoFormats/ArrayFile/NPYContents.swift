/// The array of an npy file.
struct NPYContents: ArrayContents {
  let arrays: [ArrayEntry]
  private let header: NPYHeader
  private let source: any ByteSource
  /// Where the elements start.
  private let offset: Int

  init(_ source: any ByteSource) throws {
    let stream = SourceStream(source)
    header = try NPYHeader.read(from: stream, in: source)
    self.source = source
    offset = source.size - stream.remaining
    arrays = [
      try header.entry(
        named: Self.defaultName(in: source.name), byteCount: stream.remaining, in: source.name)
    ]
  }

  func statistics(of index: Int) throws -> ArrayStatistics? {
    guard let type = header.type, type.isReal else { return nil }
    return try ArrayStatistics(
      SourceStream(source, at: offset), count: arrays[index].elementCount, type: type,
      isSwapped: header.isBigEndian)
  }
}
