import ShinsoTensor

/// Takes a file of Caffe's apart: what describes the net, which swift-protobuf then reads, and
/// where the values of its blobs lie, which are nearly the whole file and go from there straight
/// into tensors.
struct CaffeBlobScanner {
  /// A message that holds blobs, at some depth.
  enum Message {
    case net, layer, layerV1, layerV0, blob

    /// The message in one of the fields, if there are blobs in it.
    func part(_ field: Int) -> Message? {
      switch (self, field) {
      case (.net, 100): .layer
      case (.net, 2): .layerV1
      case (.layerV1, 1): .layerV0
      case (.layer, 7), (.layerV1, 6), (.layerV0, 50): .blob
      default: nil
      }
    }
  }

  /// The values of each blob, by the number that the description has in its place.
  private(set) var values: [CaffeValues] = []
  private var reader: ProtobufReader
  private var budget = Self.limit

  /// The longest description. Those of the largest nets have some hundred thousand bytes.
  private static let limit = 4 << 20
  /// What a layer or blob counts for at least, because it takes memory even if it is empty.
  private static let leastMessage = 256
  /// The field that refers to a blob's values.
  private static let reference = 1000

  init(_ source: any ByteSource) { reader = ProtobufReader(source) }

  /// The whole file without the values of its blobs.
  mutating func scan(_ message: Message) throws -> [UInt8] {
    try scan(message, until: reader.source.size)
  }

  private mutating func scan(_ message: Message, until end: Int) throws -> [UInt8] {
    try charge(Self.leastMessage)
    if message == .blob { return try blob(until: end) }
    var description: [UInt8] = []
    while reader.position < end {
      let (field, kind) = try reader.tag()
      if kind == .delimited, let part = message.part(field) {
        let length = try reader.length(until: end)
        let content = try scan(part, until: reader.position + length)
        append(&description, field, content)
      } else {
        try copy(field, kind, until: end, to: &description)
      }
    }
    guard reader.position == end else { throw reader.damaged() }
    return description
  }

  private mutating func blob(until end: Int) throws -> [UInt8] {
    var blob = CaffeValues()
    var description: [UInt8] = []
    while reader.position < end {
      let (field, kind) = try reader.tag()
      switch (field, kind) {
      // Floats and doubles: all at once or one at a time.
      case (5, .delimited), (8, .delimited):
        let length = try reader.length(until: end)
        guard length % (field == 8 ? 8 : 4) == 0 else { throw reader.damaged() }
        try expect(field, in: blob, after: blob.loose.isEmpty)
        blob.isDouble = field == 8
        try charge(32)
        if length > 0 { blob.ranges.append(reader.position..<reader.position + length) }
        reader.skip(length)
      case (5, .fixed32), (8, .fixed64):
        try expect(field, in: blob, after: blob.ranges.isEmpty)
        blob.isDouble = field == 8
        blob.loose += try value(field == 8 ? 8 : 4, until: end)
      case (1...4, .varint), (7, .delimited):
        try copy(field, kind, until: end, to: &description)
      default:
        // Gradients, and what later versions may have added.
        try skip(kind, until: end)
      }
    }
    guard reader.position == end else { throw reader.damaged() }
    append(&description, Self.reference << 3, UInt64(values.count))
    values.append(blob)
    return description
  }

  /// Values come in one way and of one type.
  private func expect(_ field: Int, in blob: CaffeValues, after isFirst: Bool) throws {
    guard isFirst, blob.byteCount == 0 || blob.isDouble == (field == 8) else {
      throw reader.damaged()
    }
  }

  private mutating func copy(
    _ field: Int, _ kind: ProtobufReader.Kind, until end: Int, to description: inout [UInt8]
  ) throws {
    switch kind {
    case .varint:
      let value = try reader.varint()
      try charge(10)
      append(&description, field << 3, value)
    case .delimited:
      let length = try reader.length(until: end)
      try charge(length)
      append(&description, field, try reader.bytes(length))
    case .fixed32, .fixed64:
      try charge(9)
      let bytes = try value(kind == .fixed32 ? 4 : 8, until: end)
      append(&description, varint: UInt64(field << 3) | kind.rawValue)
      description += bytes
    case .startGroup, .endGroup: throw reader.damaged()
    }
  }

  private mutating func skip(_ kind: ProtobufReader.Kind, until end: Int) throws {
    switch kind {
    case .varint: _ = try reader.varint()
    case .delimited: reader.skip(try reader.length(until: end))
    case .fixed32, .fixed64: _ = try value(kind == .fixed32 ? 4 : 8, until: end)
    case .startGroup, .endGroup: throw reader.damaged()
    }
  }

  private mutating func value(_ count: Int, until end: Int) throws -> [UInt8] {
    guard count <= end - reader.position else { throw reader.damaged() }
    return try reader.bytes(count)
  }

  private mutating func charge(_ count: Int) throws {
    budget -= count
    guard budget >= 0 else {
      throw InputError(
        reader.source.name, "is damaged: what describes the net has more than \(Self.limit) bytes")
    }
  }

  // MARK: Writing the description

  private func append(_ bytes: inout [UInt8], _ field: Int, _ content: [UInt8]) {
    append(&bytes, field << 3 | 2, UInt64(content.count))
    bytes += content
  }

  private func append(_ bytes: inout [UInt8], _ tag: Int, _ value: UInt64) {
    append(&bytes, varint: UInt64(tag))
    append(&bytes, varint: value)
  }

  private func append(_ bytes: inout [UInt8], varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
