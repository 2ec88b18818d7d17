import ShinsoTensor

/// Finds the groups, arrays and attributes of an HDF5 file.
struct HDF5Walk {
  private(set) var datasets: [HDF5Dataset] = []
  private(set) var attributes: [String: [HDF5Attribute]] = [:]
  private(set) var unread: [(path: String, problem: InputError)] = []
  private let input: HDF5Input
  private var entryCount = 0

  /// More than any file of weights has.
  private static let mostEntries = 1 << 17
  private static let greatestDepth = 64

  init(_ input: HDF5Input) { self.input = input }

  /// - Throws: `InputError` if the root group cannot be read, or there is no end.
  mutating func run() throws {
    let root = input.superblock.root
    let header = try HDF5ObjectHeader(input, at: root)
    try readAttributes(of: "", header)
    try readGroup("", header, inside: [root])
  }

  /// - Parameter ancestors: the addresses of the groups that lead there, and its own.
  private mutating func readGroup(
    _ path: String, _ header: HDF5ObjectHeader, inside ancestors: [Int]
  ) throws {
    guard ancestors.count <= Self.greatestDepth else {
      throw input.damage("groups lie in each other without end")
    }
    for (name, address) in try HDF5Links.read(header, input) {
      entryCount += 1
      guard entryCount <= Self.mostEntries else {
        throw InputError(input.name, "has more than \(Self.mostEntries) entries")
      }
      let place = path.isEmpty ? name : "\(path)/\(name)"
      try input.charge(place.utf8.count)
      do {
        try readObject(place, at: address, inside: ancestors)
      } catch let error as InputError {
        let problem = "\(quoted(place)) cannot be read: \(error.problem)"
        unread.append((place, InputError(input.name, problem)))
      }
    }
  }

  private mutating func readObject(_ path: String, at address: Int, inside ancestors: [Int]) throws
  {
    guard !ancestors.contains(address) else { throw input.damage("a group contains itself") }
    let header = try HDF5ObjectHeader(input, at: address)
    try readAttributes(of: path, header)
    if header.has(.layout) {
      datasets.append(try HDF5Dataset(path: path, address: address, header, input))
    } else if header.has(.symbolTable) || header.has(.linkInfo) || header.has(.groupInfo) {
      try readGroup(path, header, inside: ancestors + [address])
    }
  }

  private mutating func readAttributes(of path: String, _ header: HDF5ObjectHeader) throws {
    let messages = header.messages.filter { $0.kind == .attribute }
    if !messages.isEmpty {
      attributes[path] = try messages.map { message in
        var reader = try header.reader(message)
        return try HDF5Attribute(&reader, input)
      }
    }
    guard var reader = try header.reader(.attributeInfo) else { return }
    try reader.skip(1)
    if try reader.byte() & 1 != 0 { try reader.skip(2) }
    guard try input.address(&reader) == nil else {
      throw InputError(
        input.name,
        "keeps its many attributes in a fractal heap, which Shinso does not read; save it by h5py "
          + "without `track_order` and `libver`")
    }
  }
}
