import ShinsoTensor

/// An array of an HDF5 file.
struct HDF5Dataset {
  /// The names of the groups that lead to it and its own, with slashes.
  let path: String
  /// Where its header lies: the same array may have several names.
  let address: Int
  let type: HDF5Datatype
  /// Empty for a single value; nil for nothing at all.
  let shape: [Int]?
  let layout: HDF5Layout
  let filters: [HDF5Filter]
  let byteCount: Int

  init(path: String, address: Int, _ header: HDF5ObjectHeader, _ input: HDF5Input) throws {
    self.path = path
    self.address = address
    guard var typeReader = try header.reader(.datatype),
      var spaceReader = try header.reader(.dataspace), var layoutReader = try header.reader(.layout)
    else { throw input.damage("a dataset without type, shape or layout") }
    let type = try HDF5Datatype(&typeReader)
    let shape = try HDF5Dataspace.shape(&spaceReader, input)
    guard let count = shape.map({ TensorSize.bytes($0, elementSize: type.size) }) ?? 0 else {
      throw input.damage("a shape is larger than any array can be")
    }
    (self.type, self.shape, byteCount) = (type, shape, count)
    if header.has(.externalFiles) {
      layout = .other("other files")
    } else {
      layout = try HDF5Layout(
        &layoutReader, rank: shape?.count ?? 0, byteCount: byteCount, input)
    }
    if var reader = try header.reader(.filters) {
      filters = try HDF5Filter.pipeline(&reader)
    } else {
      filters = []
    }
  }

  /// Why its elements cannot be read; nil: nothing stands against it.
  var obstacle: String? {
    if type.elementType == nil { return "holds elements of type \(type.name), not numbers" }
    if case .other(let what) = layout {
      return "is kept in \(what), which Shinso does not read; save it by h5py without `libver`"
    }
    for case .other(let name) in filters {
      return
        "is compressed by \(name), which Shinso does not read; save it with gzip or uncompressed"
    }
    return nil
  }

  var entry: ArrayEntry {
    ArrayEntry(name: path, type: type.name, shape: shape ?? [0], byteCount: byteCount)
  }

  /// The elements as a tensor. Unsigned integers of 16 bits and more become signed ones of more bits.
  ///
  /// - Throws: `InputError` if they cannot be read or are damaged.
  func tensor(in source: any ByteSource) throws -> Tensor {
    let stream = try stream(in: source)
    guard let type = type.elementType, let dtype = type.readDType else {
      throw InputError(source.name, "\(quoted(path)) is of type \(type.name), not of numbers")
    }
    let shape = Shape(shape ?? [0])
    if dtype != type.dtype {
      return try ElementWidening(type, isSwapped: self.type.isBigEndian).tensor(
        stream.bytes(byteCount), shape: shape, name: source.name)
    }
    return try Tensor(shape: shape, dtype: dtype) { target in
      let target = UnsafeMutableRawBufferPointer(rebasing: target[..<byteCount])
      try stream.readFully(into: target)
      target.normalizeElements(dtype, swapped: self.type.isBigEndian)
    }
  }

  /// The elements in row-major order, as they are in the file. Chunks are put together in memory.
  func stream(in source: any ByteSource) throws -> SourceStream {
    if let obstacle { throw InputError(source.name, "\(quoted(path)) \(obstacle)") }
    switch layout {
    case .contiguous(let range?): return SourceStream(source, at: range.lowerBound)
    case .compact(let bytes):
      guard bytes.count == byteCount else {
        throw InputError(source.name, "is damaged: \(quoted(path)) does not match its shape")
      }
      return SourceStream(MemorySource(Array(bytes), name: source.name))
    case .chunked(let tree, let shape) where byteCount > 0:
      guard let tree else { break }
      let chunks = try HDF5Chunks(self, at: tree, chunk: shape, in: source)
      return SourceStream(MemorySource(try chunks.bytes(), name: source.name))
    default: break
    }
    guard byteCount == 0 else {
      throw InputError(source.name, "\(quoted(path)) has a shape, but was never written")
    }
    return SourceStream(MemorySource([], name: source.name))
  }
}
