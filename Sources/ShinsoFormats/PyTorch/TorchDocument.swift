import ShinsoTensor

/// A PyTorch file whose pickle has been interpreted but whose tensors have not been read yet.
struct TorchDocument {
  let root: PickleIndex
  let loader: TorchTensorLoader
  let isBigEndian: Bool
  let nodes: [PickleNode]
  let name: String

  /// No checkpoint is nested more deeply, and freeing deeper containers would recurse too deeply.
  static let maximumDepth = 200

  init(_ source: any ByteSource) throws {
    name = source.name
    let start = try source.bytes(at: 0, count: min(source.size, 2))
    let parsed: (PickleMachine, PickleIndex, TorchContainer, isBigEndian: Bool)
    switch start {
    case [0x50, 0x4B]: parsed = try Self.readArchive(source)
    case [0x80, 2], [0x80, 3], [0x80, 4], [0x80, 5]: parsed = try Self.readLegacy(source)
    default: throw InputError(source.name, "was not written by torch.save")
    }
    nodes = parsed.0.nodes
    root = parsed.1
    isBigEndian = parsed.isBigEndian
    let views = nodes.lazy.compactMap { node in
      if case .tensor(let view) = node { view } else { nil }
    }
    loader = TorchTensorLoader(
      parsed.2, views: views, isBigEndian: parsed.isBigEndian, name: name, fileSize: source.size)
  }

  // MARK: The two containers

  private static func readArchive(_ source: any ByteSource) throws
    -> (PickleMachine, PickleIndex, TorchContainer, Bool)
  {
    let archive = try ZipArchive(source)
    let candidates = archive.entries.filter { entry in
      entry.name.hasSuffix("/data.pkl") && entry.name.split(separator: "/").count == 2
    }
    guard candidates.count == 1, let pickle = candidates.first else {
      throw InputError(source.name, "was not written by torch.save: it has no data.pkl")
    }
    let prefix = String(pickle.name.dropLast("data.pkl".count))
    guard archive.find(prefix + "constants.pkl") == nil else {
      throw InputError(
        source.name,
        "is a TorchScript program; save the state dictionary, "
          + "torch.save(module.state_dict(), path)")
    }
    try ZipEntryReader.checkExpansion(of: archive.entries, name: source.name)
    let contents = try archive.read(pickle, limit: 256 << 20)
    var machine = PickleMachine(PickleInput(MemorySource(contents, name: source.name)))
    let root = try machine.run()
    let order = try archive.find(prefix + "byteorder").map { try archive.read($0, limit: 16) }
    return (
      machine, root, .archive(archive, prefix: prefix), order == Array("big".utf8)
    )
  }

  /// The magic number of PyTorch files, 0x1950A86A20F9469CFC6C.
  private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

  /// Five pickles (the magic number, the version, facts about the machine, the object, the keys of
  /// its storages), followed for each storage by its number of elements and the elements.
  private static func readLegacy(_ source: any ByteSource) throws
    -> (PickleMachine, PickleIndex, TorchContainer, Bool)
  {
    var machine = PickleMachine(PickleInput(source))
    let mark = try machine.run()
    guard case .largeInteger(magic) = machine[mark] else {
      throw InputError(source.name, "was not written by torch.save")
    }
    let version = try machine.run()
    guard case .int(1001) = machine[version] else {
      throw InputError(source.name, "has an unknown version of PyTorch's format")
    }
    let facts = try machine.run()
    let isBigEndian = machine.flag("little_endian", in: facts) == false
    let root = try machine.run()
    let keys = try machine.run()
    guard case .list(let indices) = machine[keys] else {
      throw machine.damaged("the list of storages is missing")
    }
    var elementSizes: [String: Int] = [:]
    for case .storage(let storage) in machine.nodes {
      elementSizes[storage.key] = storage.type?.size ?? 1
    }
    var storages: [String: (offset: Int, size: Int)] = [:]
    var position = machine.input.position
    for index in indices {
      guard case .string(let key) = machine[index], let elementSize = elementSizes[key],
        storages[key] == nil
      else { throw machine.damaged("the list of storages does not match the tensors") }
      var reader = ByteReader(try source.bytes(at: position, count: 8), name: source.name)
      let count = try reader.integer(UInt64.self)
      let (size, overflow) = (isBigEndian ? count.byteSwapped : count)
        .multipliedReportingOverflow(by: UInt64(elementSize))
      guard !overflow, let size = Int(exactly: size) else {
        throw InputError(source.name, "is damaged: a storage has \(counted(count, "element"))")
      }
      try source.checkRange(at: position + 8, count: size)
      storages[key] = (position + 8, size)
      position += 8 + size
    }
    return (machine, root, .legacy(source, storages), isBigEndian)
  }
}

// MARK: - Values

extension TorchDocument {
  /// The value of a node, with its tensors read.
  func value(_ index: PickleIndex) throws -> PickleValue {
    var converted: [PickleIndex: PickleValue] = [:]
    return try value(index, depth: 0, &converted)
  }

  /// `converted` holds the containers that are done, because a pickle can refer to the same one
  /// many times. A container that holds itself is detected by its depth.
  private func value(
    _ index: PickleIndex, depth: Int, _ converted: inout [PickleIndex: PickleValue]
  ) throws -> PickleValue {
    if let value = converted[index] { return value }
    guard depth <= Self.maximumDepth else {
      throw InputError(name, "its containers are nested too deeply, or hold themselves")
    }
    func values(_ indices: [PickleIndex]) throws -> [PickleValue] {
      try indices.map { try value($0, depth: depth + 1, &converted) }
    }
    let result: PickleValue
    switch nodes[Int(index)] {
    case .none: return .none
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .largeInteger(let bytes): return .largeInteger(bytes)
    case .float(let value): return .float(value)
    case .string(let value): return .string(value)
    case .bytes(let bytes): return .bytes(bytes)
    case .tensor(let view) where !view.isReadable:
      return .object(name: "torch.\(view.type.rawValue) tensor", arguments: [])
    case .tensor(let view): return .tensor(try loader.tensor(view))
    case .global(let global): return .object(name: global.description, arguments: [])
    case .storage(let storage):
      throw InputError(name, "holds the bare storage \(quoted(storage.key)), which cannot be read")
    case .list(let items): result = .list(try values(items))
    case .tuple(let items): result = .tuple(try values(items))
    case .set(let items): result = .set(try values(items))
    case .object(let global, let arguments):
      result = .object(name: global.description, arguments: try values(arguments))
    case .dictionary:
      result = .dictionary(
        try pairs(index).map { key, item in
          let pair = try values([key, item])
          return (pair[0], pair[1])
        })
    }
    converted[index] = result
    return result
  }

  /// The entries of a dictionary. As in Python, a repeated text key has its last value at its first
  /// position.
  func pairs(_ index: PickleIndex) -> [(PickleIndex, PickleIndex)] {
    guard case .dictionary(let flat) = nodes[Int(index)] else { return [] }
    var places: [ExactName: Int] = [:]
    var pairs: [(PickleIndex, PickleIndex)] = []
    for start in stride(from: 0, to: flat.count - 1, by: 2) {
      if case .string(let key) = nodes[Int(flat[start])] {
        if let place = places[ExactName(key)] {
          pairs[place].1 = flat[start + 1]
          continue
        }
        places[ExactName(key)] = pairs.count
      }
      pairs.append((flat[start], flat[start + 1]))
    }
    return pairs
  }
}

extension PickleMachine {
  /// The boolean value of a text key of a dictionary.
  func flag(_ key: String, in index: PickleIndex) -> Bool? {
    guard case .dictionary(let flat) = self[index] else { return nil }
    for start in stride(from: 0, to: flat.count - 1, by: 2) {
      if case .string(key) = self[flat[start]], case .bool(let value) = self[flat[start + 1]] {
        return value
      }
    }
    return nil
  }
}
