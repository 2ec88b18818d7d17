import Foundation
import ShinsoTensor

/// Reads and writes safetensors files (https://huggingface.co/docs/safetensors): a length, a JSON
/// header and the bytes of the tensors. As the format demands, the whole header is validated when
/// the file is opened: the tensors fill the data without gaps and overlaps, and each has exactly
/// the bytes that its shape takes.
///
/// ```swift
/// let file = try SafetensorsFile(url)
/// let weight = try file.tensor(named: "conv1.weight")
/// ```
public struct SafetensorsFile: Sendable {
  /// The names of the tensors, in the order of their data.
  public var names: [String] { entries.map(\.name) }
  /// Text that the writer added.
  public let metadata: [String: String]
  let entries: [SafetensorsEntry]
  private let indices: [ExactName: Int]
  private let source: any ByteSource
  private let dataOffset: Int

  static let maximumHeaderLength = 100_000_000

  /// Opens the file at `url`. Throws `InputError` if it is not a valid safetensors file.
  public init(_ url: URL) throws { try self.init(InputFile(url)) }

  /// Opens the file in `source`; see `init(_:)`.
  public init(_ source: any ByteSource) throws {
    guard source.size >= 8 else { throw InputError(source.name, "is not a safetensors file") }
    var prefix = ByteReader(try source.bytes(at: 0, count: 8), name: source.name)
    guard let length = Int(exactly: try prefix.integer(UInt64.self)), length >= 2,
      length <= Self.maximumHeaderLength, length <= source.size - 8
    else {
      throw InputError(
        source.name, "is not a safetensors file, or is truncated: its header does not fit in it")
    }
    var parser = SafetensorsHeaderParser(
      try source.bytes(at: 8, count: length), name: source.name)
    let header = try parser.parse()
    self.source = source
    dataOffset = 8 + length
    metadata = header.metadata
    entries = try Self.validated(header.entries, dataSize: source.size - dataOffset, source.name)
    indices = Dictionary(
      uniqueKeysWithValues: entries.enumerated().map { (ExactName($0.element.name), $0.offset) })
  }

  /// The shape of a tensor, or nil if no tensor has that name.
  public func shape(of name: String) -> Shape? {
    indices[ExactName(name)].map { Shape(entries[$0].shape) }
  }

  /// The tensor with that name, read straight into its memory. Throws `InputError` if there is none
  /// or if its element type is not a `DType`.
  public func tensor(named name: String) throws -> Tensor {
    guard let index = indices[ExactName(name)] else {
      throw InputError(source.name, "has no tensor \(quoted(name))")
    }
    let entry = entries[index]
    guard let element = entry.element, let dtype = element.readDType else {
      throw InputError(
        source.name,
        "\(quoted(name)) is of type \(entry.type), which Shinso does not compute in; save it as "
          + "another")
    }
    if dtype != element.dtype {
      return try ElementWidening(element, isSwapped: false).tensor(
        source.bytes(at: dataOffset + entry.start, count: entry.end - entry.start),
        shape: Shape(entry.shape), name: source.name)
    }
    return try Tensor(shape: Shape(entry.shape), dtype: dtype) { target in
      let count = entry.end - entry.start
      try source.read(
        at: dataOffset + entry.start,
        into: UnsafeMutableRawBufferPointer(rebasing: target[..<count]))
      target.normalizeElements(dtype, swapped: false)
    }
  }

  /// The data of a tensor from start to end.
  func stream(of entry: SafetensorsEntry) -> SourceStream {
    SourceStream(source, at: dataOffset + entry.start)
  }

  /// All tensors, in the order of their data. Those of elements that no `Tensor` has (complex numbers,
  /// floats of 8 bits) are left out, and a note names them.
  public func tensors() throws -> [(name: String, tensor: Tensor)] {
    let unread = entries.filter { $0.element?.readDType == nil }
    UnreadTensors.note(unread.map { ($0.name, $0.type) }, in: source.name)
    return try entries.filter { $0.element?.readDType != nil }
      .map { ($0.name, try tensor(named: $0.name)) }
  }

  /// All tensors in the file at `url`, in the order of their data.
  public static func read(_ url: URL) throws -> [(name: String, tensor: Tensor)] {
    try SafetensorsFile(url).tensors()
  }

  /// The entries in the order of their data. Throws unless they fill the data exactly.
  private static func validated(
    _ entries: [SafetensorsEntry], dataSize: Int, _ name: String
  ) throws -> [SafetensorsEntry] {
    // Tensors without elements can have the same offset; their names then decide the order.
    let sorted = entries.sorted { ($0.start, $0.end, $0.name) < ($1.start, $1.end, $1.name) }
    var offset = 0
    for entry in sorted {
      guard entry.start == offset, entry.end >= entry.start else {
        throw InputError(
          name, "is damaged: the data of \(quoted(entry.name)) overlap others or leave a gap")
      }
      let count = TensorSize.bytes(entry.shape, .uint8)
      // Of a type that is not known, nobody knows the size.
      let elementSize = entry.element?.size
      let size = elementSize.map { count?.multipliedReportingOverflow(by: $0) }
      let isSound = size.map {
        $0?.overflow == false && $0?.partialValue == entry.end - entry.start
      }
      guard isSound ?? true, TensorSize.bytes(entry.shape, .float64) != nil else {
        throw InputError(
          name, "is damaged: the size of \(quoted(entry.name)) does not match its shape")
      }
      offset = entry.end
    }
    guard offset == dataSize else {
      throw InputError(
        name,
        "is truncated or damaged: it holds \(counted(dataSize, "byte")) of data instead of "
          + "\(offset)")
    }
    return sorted
  }
}

/// Where a tensor is stored in a safetensors file.
struct SafetensorsEntry {
  var name: String
  /// By its name in the header, `F32`.
  var type: String
  var shape: [Int]
  /// Offsets from the end of the header.
  var start: Int
  var end: Int

  /// nil for a type that is not known.
  var element: ElementType? { SafetensorsType(rawValue: type)?.element }
}
