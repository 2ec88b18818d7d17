import ShinsoTensor

/// What a file says about a group or a dataset: a list of messages (format specification, IV.A).
struct HDF5ObjectHeader {
  /// The messages that are read, by their numbers in the format.
  enum Kind: UInt16 {
    case dataspace = 0x01
    case linkInfo = 0x02
    case datatype = 0x03
    case link = 0x06
    case externalFiles = 0x07
    case layout = 0x08
    case groupInfo = 0x0A
    case filters = 0x0B
    case attribute = 0x0C
    case continuation = 0x10
    case symbolTable = 0x11
    case attributeInfo = 0x15
  }

  struct Message {
    let kind: Kind
    /// Whether the contents are elsewhere and used by several objects.
    let isShared: Bool
    let contents: ArraySlice<UInt8>
  }

  let messages: [Message]
  private let name: String

  init(_ input: HDF5Input, at address: Int) throws {
    name = input.name
    let mark = try input.bytes(at: address, count: 4)
    if mark.elementsEqual("OHDR".utf8) {
      messages = try Self.version2(at: address, input)
    } else if mark[0] == 1 {
      messages = try Self.version1(at: address, input)
    } else {
      throw input.damage("no object starts at \(address)")
    }
  }

  func has(_ kind: Kind) -> Bool { messages.contains { $0.kind == kind } }

  /// The contents of the first message of that kind; nil if there is none.
  func reader(_ kind: Kind) throws -> ByteReader? {
    guard let message = messages.first(where: { $0.kind == kind }) else { return nil }
    return try reader(message)
  }

  func reader(_ message: Message) throws -> ByteReader {
    guard !message.isShared else {
      throw InputError(
        name,
        "shares the description of its type, which Shinso does not read; "
          + "save it with a type of its own")
    }
    return ByteReader(message.contents, name: name)
  }

  private static func version1(at address: Int, _ input: HDF5Input) throws -> [Message] {
    var start = try input.reader(at: address, count: 16)
    try start.skip(8)
    let size = try start.length(UInt32.self)
    return try blocks(from: (address + 16, size), input) { block in
      var messages: [Message] = []
      var reader = try input.reader(at: block.address, count: block.size)
      while reader.remaining >= 8 {
        let type = try reader.integer(UInt16.self)
        let count = try reader.length(UInt16.self)
        let flags = try reader.byte()
        try reader.skip(3)
        add(type, flags, try reader.take(count), to: &messages)
      }
      return messages
    }
  }

  private static func version2(at address: Int, _ input: HDF5Input) throws -> [Message] {
    var start = try input.reader(at: address, count: 6)
    try start.skip(4)
    guard try start.byte() == 2 else { throw input.damage("an object header of another version") }
    let flags = try start.byte()
    let sizeWidth = 1 << Int(flags & 3)
    let prefix = 6 + (flags & 0x20 == 0 ? 0 : 16) + (flags & 0x10 == 0 ? 0 : 4) + sizeWidth
    var lead = try input.reader(at: address, count: prefix)
    try lead.skip(prefix - sizeWidth)
    guard let size = try lead.number(width: sizeWidth) else {
      throw input.damage("an object header of any size")
    }
    let (first, overflow) = size.addingReportingOverflow(prefix + 4)
    guard !overflow else { throw input.damage("an object header of \(size) bytes") }
    let hasOrder = flags & 4 != 0
    return try blocks(from: (address, first), input) { block in
      let bytes = try input.bytes(at: block.address, count: block.size)
      let isFirst = block.address == address
      guard bytes.count >= (isFirst ? prefix : 4) + 4 else {
        throw input.damage("a part of an object header is too short")
      }
      let contents = bytes.dropLast(4)
      var sum = ByteReader(bytes.suffix(4), name: input.name)
      guard try sum.integer(UInt32.self) == Lookup3.hash(contents) else {
        throw input.damage("the checksum of an object header is wrong")
      }
      var reader = ByteReader(contents, name: input.name)
      if isFirst { try reader.skip(prefix) } else { try input.expect("OCHK", &reader) }
      var messages: [Message] = []
      while reader.remaining >= (hasOrder ? 6 : 4) {
        let type = UInt16(try reader.byte())
        let count = try reader.length(UInt16.self)
        let flags = try reader.byte()
        if hasOrder { try reader.skip(2) }
        add(type, flags, try reader.take(count), to: &messages)
      }
      return messages
    }
  }

  /// The messages of the first block and of those that it is continued in.
  private static func blocks(
    from first: (address: Int, size: Int), _ input: HDF5Input,
    _ read: ((address: Int, size: Int)) throws -> [Message]
  ) throws -> [Message] {
    var messages: [Message] = []
    var blocks = [first]
    var known: Set = [first.address]
    while let block = blocks.popLast() {
      for message in try read(block) {
        guard message.kind == .continuation else {
          messages.append(message)
          continue
        }
        var reader = ByteReader(message.contents, name: input.name)
        let address = try input.place(&reader, of: "rest of an object header")
        guard known.insert(address).inserted else {
          throw input.damage("an object header goes round in circles")
        }
        blocks.append((address, try input.length(&reader)))
      }
    }
    return messages
  }

  private static func add(
    _ type: UInt16, _ flags: UInt8, _ contents: ArraySlice<UInt8>, to messages: inout [Message]
  ) {
    guard let kind = Kind(rawValue: type) else { return }
    messages.append(Message(kind: kind, isShared: flags & 2 != 0, contents: contents))
  }
}
