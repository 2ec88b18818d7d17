import ShinsoTensor

/// The chunks of a dataset: blocks of one shape on a grid, the last ones of each axis reaching past
/// its end.
struct HDF5Chunks {
  private struct Chunk {
    /// The index of its first element.
    let start: [Int]
    let range: Range<Int>
    /// A bit for each filter that was left out.
    let skipped: UInt32
  }

  private let source: any ByteSource
  private let dataset: HDF5Dataset
  private let shape: [Int]
  private let chunkShape: [Int]
  private let elementSize: Int
  private let chunks: [Chunk]
  /// The bytes of a chunk when nothing is compressed.
  private let chunkSize: Int

  /// As for the entries of zip archives: below it, anything that deflate can do is believed.
  static let freeSize = 1 << 30
  static let maximumRatio = 100

  /// - Throws: `InputError` unless there is exactly one chunk in each place, and what it says of its
  ///   size can be.
  init(_ dataset: HDF5Dataset, at tree: Int, chunk: [Int], in source: any ByteSource) throws {
    self.source = source
    self.dataset = dataset
    chunkShape = chunk
    shape = dataset.shape ?? []
    elementSize = dataset.type.size
    let input = try HDF5Input(source)
    let grid = zip(shape, chunk).map { ($0 + $1 - 1) / $1 }
    guard let size = TensorSize.bytes(chunk, elementSize: elementSize), size <= UInt32.max,
      let count = TensorSize.bytes(grid, elementSize: 1)
    else { throw Self.damaged(dataset, source, "has chunks that are too large") }
    chunkSize = size
    let (rank, shape) = (shape.count, shape)
    let leaves = try HDF5Tree.leaves(at: tree, type: 1, keySize: 8 + 8 * (rank + 1), input)
    guard leaves.count == count else {
      throw Self.damaged(dataset, source, "has \(leaves.count) of its \(count) chunks")
    }
    var places: Set<[Int]> = []
    chunks = try leaves.map { leaf in
      var key = ByteReader(leaf.key, name: source.name)
      let stored = try key.length(UInt32.self)
      let skipped = try key.integer(UInt32.self)
      let start = try (0..<rank).map { _ in try key.length(UInt64.self) }
      let isOnGrid = zip(start, zip(shape, chunk)).allSatisfy { $0 < $1.0 && $0 % $1.1 == 0 }
      guard isOnGrid, places.insert(start).inserted else {
        throw Self.damaged(dataset, source, "has a chunk in a place of its own")
      }
      try source.checkRange(at: leaf.address, count: stored)
      return Chunk(
        start: start, range: leaf.address..<leaf.address + stored, skipped: skipped)
    }
    try checkSizes()
  }

  /// The elements in row-major order.
  func bytes() throws -> [UInt8] {
    var result = [UInt8](repeating: 0, count: dataset.byteCount)
    for chunk in chunks { place(try contents(of: chunk), at: chunk.start, in: &result) }
    return result
  }

  private func checkSizes() throws {
    let stored = chunks.reduce(0) { $0 + $1.range.count }
    guard stored <= source.size else {
      throw Self.damaged(dataset, source, "has chunks that overlap")
    }
    for chunk in chunks where chunk.range.count < chunkSize {
      guard isDeflated(chunk), chunkSize <= chunk.range.count * Inflater.maximumRatio else {
        throw Self.damaged(dataset, source, "has a chunk of a false size")
      }
    }
    let whole = chunks.count * chunkSize
    guard max(whole, dataset.byteCount) <= max(Self.freeSize, stored * Self.maximumRatio) else {
      throw InputError(
        source.name, "\(quoted(dataset.path)) expands to \(whole / max(stored, 1)) times its size")
    }
  }

  private func isDeflated(_ chunk: Chunk) -> Bool {
    dataset.filters.enumerated().contains { index, filter in
      filter == .deflate && !isSkipped(index, in: chunk)
    }
  }

  private func isSkipped(_ index: Int, in chunk: Chunk) -> Bool {
    index < 32 && chunk.skipped >> UInt32(index) & 1 != 0
  }

  private func contents(of chunk: Chunk) throws -> [UInt8] {
    var bytes = try source.bytes(at: chunk.range.lowerBound, count: chunk.range.count)
    for (index, filter) in dataset.filters.enumerated().reversed()
    where !isSkipped(index, in: chunk) {
      switch filter {
      case .deflate: bytes = try ZlibData.read(bytes, name: source.name, limit: chunkSize)
      case .shuffle: bytes = HDF5Filter.unshuffled(bytes, elementSize: elementSize)
      case .other: break
      }
    }
    guard bytes.count == chunkSize else {
      throw Self.damaged(
        dataset, source, "has a chunk of \(bytes.count) instead of \(chunkSize) bytes")
    }
    return bytes
  }

  /// Copies what lies inside the dataset, row by row.
  private func place(_ bytes: [UInt8], at start: [Int], in result: inout [UInt8]) {
    let last = shape.count - 1
    let extents = zip(start, zip(shape, chunkShape)).map { min($1.0 - $0, $1.1) }
    let rowSize = extents[last] * elementSize
    var index = [Int](repeating: 0, count: last)
    while true {
      var (from, to) = (0, 0)
      for axis in 0..<last {
        from = (from + index[axis]) * chunkShape[axis + 1]
        to = (to + start[axis] + index[axis]) * shape[axis + 1]
      }
      from *= elementSize
      to = (to + start[last]) * elementSize
      result.replaceSubrange(to..<to + rowSize, with: bytes[from..<from + rowSize])
      // Go to the next row: count up like an odometer.
      var axis = last - 1
      while axis >= 0 {
        index[axis] += 1
        if index[axis] < extents[axis] { break }
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  private static func damaged(
    _ dataset: HDF5Dataset, _ source: any ByteSource, _ what: String
  ) -> InputError {
    InputError(source.name, "is damaged: \(quoted(dataset.path)) \(what)")
  }
}
