import ShinsoSchemas
import ShinsoTensor

/// The blobs of a `.caffemodel`. Their values stay in the file.
struct CaffeContents: ArrayContents {
  let arrays: [ArrayEntry]
  let layers: [LayerEntry]
  let metadata: [String: String]
  private let source: any ByteSource
  /// Where the values of each array lie in the file.
  private let values: [CaffeValues]

  init(_ source: any ByteSource) throws {
    self.source = source
    var scanner = CaffeBlobScanner(source)
    let net = try CaffeNetParameter(scanned: scanner.scan(.net), file: source.name)
    let found = try net.layersOfToday(file: source.name)
    guard !found.isEmpty else { throw InputError(source.name, "is not a Caffe model: no layers") }
    metadata = ["net": net.name, "version": CaffeNet.Version(net).rawValue]
    var (arrays, values, layers): ([ArrayEntry], [CaffeValues], [LayerEntry]) = ([], [], [])
    for layer in found {
      var shapes: [[Int]] = []
      for (index, blob) in layer.blobs.enumerated() {
        let own = scanner.values[Int(blob.payload)]
        let shape = try blob.shape(count: own.elementCount, of: layer.name, file: source.name)
        shapes.append(shape.dims)
        values.append(own)
        arrays.append(
          ArrayEntry(
            name: "\(layer.name).\(layer.role(ofBlob: index))",
            type: own.type.rawValue, shape: shape.dims, byteCount: own.byteCount))
      }
      layers.append(LayerEntry(layer, shapes: shapes))
    }
    (self.arrays, self.values, self.layers) = (arrays, values, layers)
  }

  func statistics(of index: Int) throws -> ArrayStatistics? {
    try values[index].statistics(in: source)
  }
}

/// The values of a mean image, `.binaryproto`.
struct CaffeMeanContents: ArrayContents {
  let arrays: [ArrayEntry]
  let metadata: [String: String]
  private let source: any ByteSource
  private let values: CaffeValues

  init(_ source: any ByteSource) throws {
    self.source = source
    let mean = try CaffeMean.read(source)
    let channels = withoutGradients { mean.mean(axes: 1, 2) }.scalars(as: Float.self)
    var scanner = CaffeBlobScanner(source)
    _ = try scanner.scan(.blob)
    values = scanner.values[0]
    metadata = ["means of the channels": channels.map { "\($0)" }.joined(separator: ", ")]
    arrays = [
      ArrayEntry(
        name: Self.defaultName(in: source.name), type: values.type.rawValue,
        shape: mean.shape.dims, byteCount: values.byteCount)
    ]
  }

  func statistics(of index: Int) throws -> ArrayStatistics? { try values.statistics(in: source) }
}

extension CaffeValues {
  var elementCount: Int { byteCount / type.size }
  var type: ElementType { isDouble ? .float64 : .float32 }

  fileprivate func statistics(in source: any ByteSource) throws -> ArrayStatistics {
    try ArrayStatistics(
      CaffeValueStream(self, source), count: elementCount, type: type,
      isSwapped: Self.isBigEndian)
  }
}

/// The values of a blob, piece by piece.
private final class CaffeValueStream: ByteStream {
  private let source: any ByteSource
  private var ranges: ArraySlice<Range<Int>>
  private var loose: ArraySlice<UInt8>

  init(_ values: CaffeValues, _ source: any ByteSource) {
    self.source = source
    ranges = values.ranges[...]
    loose = values.loose[...]
  }

  var name: String { source.name }

  func readFully(into buffer: UnsafeMutableRawBufferPointer) throws {
    var done = 0
    while done < buffer.count, let range = ranges.popFirst() {
      let count = min(range.count, buffer.count - done)
      try source.read(
        at: range.lowerBound,
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[done..<done + count]))
      if count < range.count { ranges = [range.dropFirst(count)] + ranges }
      done += count
    }
    let rest = loose.prefix(buffer.count - done)
    UnsafeMutableRawBufferPointer(rebasing: buffer[done...].prefix(rest.count)).copyBytes(
      from: rest)
    loose = loose.dropFirst(rest.count)
    guard done + rest.count == buffer.count else {
      throw InputError(name, "is truncated or damaged: its contents end early")
    }
  }
}
