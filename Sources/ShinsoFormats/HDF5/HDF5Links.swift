import ShinsoTensor

/// The entries of a group. The older form is a symbol table: a B-tree of nodes with names in a heap
/// of the group's own (format specification, III.A to III.D); the newer one keeps links as messages.
enum HDF5Links {
  /// In file order, which in a symbol table is that of the names. Soft and external links are left
  /// out.
  static func read(_ header: HDF5ObjectHeader, _ input: HDF5Input) throws
    -> [(name: String, address: Int)]
  {
    if var reader = try header.reader(.symbolTable) {
      let tree = try input.place(&reader, of: "tree of a group")
      return try symbols(tree, heap: try input.place(&reader, of: "heap of a group"), input)
    }
    if var reader = try header.reader(.linkInfo) {
      try reader.skip(1)
      if try reader.byte() & 1 != 0 { try reader.skip(8) }
      guard try input.address(&reader) == nil else {
        throw InputError(
          input.name,
          "keeps the entries of a large group in a fractal heap, which Shinso does not read; "
            + "save it by h5py without `track_order` and `libver`")
      }
    }
    return try header.messages.filter { $0.kind == .link }.compactMap { message in
      var reader = try header.reader(message)
      return try link(&reader, input)
    }
  }

  private static func link(_ reader: inout ByteReader, _ input: HDF5Input) throws
    -> (name: String, address: Int)?
  {
    guard try reader.byte() == 1 else { throw input.damage("a link of another version") }
    let flags = try reader.byte()
    let type = flags & 8 == 0 ? 0 : try reader.byte()
    if flags & 4 != 0 { try reader.skip(8) }
    if flags & 16 != 0 { try reader.skip(1) }
    guard let length = try reader.number(width: 1 << Int(flags & 3)) else {
      throw input.damage("a link with a name of any length")
    }
    let name = String(utf8OrLatin1: try reader.take(length))
    return type == 0 ? (name, try input.place(&reader, of: "object \(quoted(name))")) : nil
  }

  private static func symbols(_ tree: Int, heap: Int, _ input: HDF5Input) throws
    -> [(name: String, address: Int)]
  {
    let names = try heapData(at: heap, input)
    let (addressSize, lengthSize) = (input.superblock.addressSize, input.superblock.lengthSize)
    let nodes = try HDF5Tree.leaves(at: tree, type: 0, keySize: lengthSize, input).map(\.address)
    return try nodes.flatMap { node in
      var head = try input.reader(at: node, count: 8)
      try input.expect("SNOD", &head)
      try head.skip(2)
      let count = Int(try head.integer(UInt16.self))
      var reader = try input.reader(at: node + 8, count: count * (2 * addressSize + 24))
      return try (0..<count).compactMap { _ -> (name: String, address: Int)? in
        guard let offset = try input.address(&reader) else {
          throw input.damage("a name is missing")
        }
        let address = try input.address(&reader)
        let kind = try reader.integer(UInt32.self)
        try reader.skip(20)
        // A soft link, which has no object of its own.
        if kind == 2 { return nil }
        guard let address else { throw input.damage("an entry of a group leads nowhere") }
        guard offset < names.count, let end = names[offset...].firstIndex(of: 0) else {
          throw input.damage("a name lies outside its heap")
        }
        try input.charge(end - offset)
        return (String(utf8OrLatin1: names[offset..<end]), address)
      }
    }
  }

  private static func heapData(at address: Int, _ input: HDF5Input) throws -> [UInt8] {
    var reader = try input.reader(
      at: address, count: 8 + 2 * input.superblock.lengthSize + input.superblock.addressSize)
    try input.expect("HEAP", &reader)
    try reader.skip(4)
    let size = try input.length(&reader)
    try reader.skip(input.superblock.lengthSize)
    return try input.bytes(at: try input.place(&reader, of: "data of a heap"), count: size)
  }
}
