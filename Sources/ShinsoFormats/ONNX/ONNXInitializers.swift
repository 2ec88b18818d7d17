import ShinsoTensor

/// The weights of an ONNX file (https://onnx.ai), which are the initializers of its graph, by name.
/// Opening the file reads only their descriptions.
///
/// ```swift
/// let file = try ONNXInitializers(InputFile(url))
/// let kernel = try file.tensor(named: "conv1.weight")
/// ```
public struct ONNXInitializers: Sendable {
  /// The fields of ONNX's messages that lead to the weights.
  private enum Field {
    static let graph = 7
    static let initializer = 5
    static let dims = 1
    static let type = 2
    static let floats = 4
    static let name = 8
    static let raw = 9
    static let doubles = 10
    static let location = 14
    /// Ways to store elements that are not read.
    static let otherwise = [
      3: "is stored in pieces", floats: "is stored number by number",
      5: "is stored as numbers of variable length", 6: "is text",
      7: "is stored as numbers of variable length", doubles: "is stored number by number",
      11: "is stored as numbers of variable length",
    ]
  }

  private struct Entry {
    var name = ""
    var dims: [Int] = []
    var type = 0
    /// Where the elements lie, in little-endian order without gaps.
    var data: Range<Int>?
    /// Why they cannot be read.
    var problem: String?

    /// Adds the extent of an axis.
    mutating func append(_ extent: UInt64, _ reader: ProtobufReader) throws {
      guard let extent = Int(exactly: extent), dims.count < ONNXInitializers.maximumRank else {
        throw reader.damaged()
      }
      dims.append(extent)
    }
  }

  /// In file order.
  public var names: [String] { entries.map(\.name) }
  private let entries: [Entry]
  private let indices: [String: Int]
  private let source: any ByteSource

  /// More axes than any tensor of a network has.
  private static let maximumRank = 64
  /// What an initializer has at least: tags and lengths of itself, its type, name and elements.
  private static let leastBytes = 8
  /// The largest networks have some thousands; and the longest name, in bytes.
  private static let (maximumCount, maximumName) = (1 << 17, 1 << 12)

  /// - Throws: `InputError` for a file that is damaged or in another format.
  public init(_ source: any ByteSource) throws {
    var reader = ProtobufReader(source)
    // An initializer takes more memory than the least that it has in a file.
    let maximumCount = min(source.size / Self.leastBytes, Self.maximumCount)
    var entries: [Entry] = []
    var indices: [String: Int] = [:]
    var hasGraph = false
    while reader.position < source.size {
      let (field, kind) = try reader.tag()
      guard field == Field.graph, kind == .delimited else {
        try reader.skip(kind, until: source.size)
        continue
      }
      hasGraph = true
      let end = try reader.length(until: source.size) + reader.position
      while reader.position < end {
        let (field, kind) = try reader.tag()
        if field == Field.initializer, kind == .delimited {
          let entry = try Self.entry(&reader, until: end)
          guard entries.count < maximumCount else {
            throw InputError(
              source.name, "is damaged: it has more than \(maximumCount) initializers")
          }
          guard indices.updateValue(entries.count, forKey: entry.name) == nil else {
            throw InputError(source.name, "has two initializers \(quoted(entry.name))")
          }
          entries.append(entry)
        } else {
          try reader.skip(kind, until: end)
        }
      }
      guard reader.position == end else { throw reader.damaged() }
    }
    guard hasGraph else { throw InputError(source.name, "is not an ONNX file: it has no graph") }
    self.entries = entries
    self.indices = indices
    self.source = source
  }

  /// The initializer with that name, read straight into its memory.
  ///
  /// - Throws: `InputError` if there is none, or its elements are stored in a way that is not read.
  public func tensor(named name: String) throws -> Tensor {
    guard let index = indices[name] else {
      throw InputError(source.name, "has no initializer \(quoted(name))")
    }
    let entry = entries[index]
    func problem(_ text: String) -> InputError {
      InputError(source.name, "\(quoted(name)) \(text)")
    }
    if let text = entry.problem { throw problem(text) }
    guard let dtype = ONNXElementType(rawValue: entry.type)?.element?.dtype else {
      throw problem("is of ONNX's type \(entry.type), which cannot be read")
    }
    guard let data = entry.data, TensorSize.bytes(entry.dims, dtype) == data.count else {
      throw problem("has another number of elements than its shape \(entry.dims)")
    }
    return try Tensor(shape: Shape(entry.dims), dtype: dtype) { target in
      try source.read(
        at: data.lowerBound, into: UnsafeMutableRawBufferPointer(rebasing: target[..<data.count]))
      target.normalizeElements(dtype, swapped: false)
    }
  }

  private static func entry(_ reader: inout ProtobufReader, until limit: Int) throws -> Entry {
    let end = try reader.length(until: limit) + reader.position
    var entry = Entry()
    while reader.position < end {
      let (field, kind) = try reader.tag()
      switch (field, kind) {
      case (Field.dims, .varint): try entry.append(reader.varint(), reader)
      case (Field.dims, .delimited):
        let last = try reader.length(until: end) + reader.position
        while reader.position < last { try entry.append(reader.varint(), reader) }
      case (Field.type, .varint): entry.type = Int(truncatingIfNeeded: try reader.varint())
      case (Field.location, .varint):
        if try reader.varint() != 0 { entry.problem = "is stored in another file" }
      case (Field.name, .delimited):
        let length = try reader.length(until: end)
        guard length <= maximumName else { throw reader.damaged() }
        entry.name = String(utf8OrLatin1: try reader.bytes(length))
      case (Field.raw, .delimited), (Field.floats, .delimited), (Field.doubles, .delimited):
        let length = try reader.length(until: end)
        if entry.data != nil { entry.problem = "is stored in pieces" }
        entry.data = reader.position..<reader.position + length
        reader.skip(length)
      default:
        if let problem = Field.otherwise[field] { entry.problem = problem }
        try reader.skip(kind, until: end)
      }
    }
    guard reader.position == end else { throw reader.damaged() }
    return entry
  }
}
