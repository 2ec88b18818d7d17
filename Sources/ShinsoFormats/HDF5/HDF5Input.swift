import ShinsoTensor

/// Reads what describes the contents of an HDF5 file.
///
/// Structures of a damaged file can share bytes or lead to each other, so what is read is counted: in
/// all it may not be much more than the file has.
final class HDF5Input {
  let source: any ByteSource
  let superblock: HDF5Superblock
  private var budget: Int
  private var collections: [Int: [Int: ArraySlice<UInt8>]] = [:]

  init(_ source: any ByteSource) throws {
    self.source = source
    superblock = try HDF5Superblock(source)
    budget = 4 * min(source.size, 1 << 60) + 1 << 16
  }

  var name: String { source.name }

  /// The `count` bytes from `address` on.
  func bytes(at address: Int, count: Int) throws -> [UInt8] {
    try source.checkRange(at: address, count: count)
    try charge(count)
    return try source.bytes(at: address, count: count)
  }

  func reader(at address: Int, count: Int) throws -> ByteReader {
    ByteReader(try bytes(at: address, count: count), name: name)
  }

  /// Counts bytes that are kept.
  func charge(_ count: Int) throws {
    budget -= count
    guard budget >= 0 else { throw damage("its structures lead to each other") }
  }

  /// An address in the file; nil if what it would lead to does not exist.
  func address(_ reader: inout ByteReader) throws -> Int? {
    try reader.number(width: superblock.addressSize)
  }

  /// The address of something that must exist.
  func place(_ reader: inout ByteReader, of what: String) throws -> Int {
    guard let address = try address(&reader) else { throw damage("there is no \(what)") }
    return address
  }

  func length(_ reader: inout ByteReader) throws -> Int {
    guard let length = try reader.number(width: superblock.lengthSize) else {
      throw damage("a length has every bit set")
    }
    return length
  }

  /// Reads four characters that mark a structure.
  func expect(_ mark: StaticString, _ reader: inout ByteReader) throws {
    guard try reader.take(4).elementsEqual("\(mark)".utf8) else {
      throw damage("\(mark) is missing where it should start")
    }
  }

  func damage(_ what: String) -> InputError { InputError(name, "is damaged: \(what)") }

  /// An object in a collection of the global heap (III.E), where strings of any length are.
  func heapObject(_ index: Int, in collection: Int) throws -> ArraySlice<UInt8> {
    let objects = try collections[collection] ?? readCollection(at: collection)
    collections[collection] = objects
    guard let object = objects[index] else {
      throw damage("object \(index) of a heap does not exist")
    }
    try charge(object.count)
    return object
  }

  private func readCollection(at address: Int) throws -> [Int: ArraySlice<UInt8>] {
    let head = 8 + superblock.lengthSize
    var start = try reader(at: address, count: head)
    try expect("GCOL", &start)
    try start.skip(4)
    let size = try length(&start)
    guard size >= head else { throw damage("a heap of \(size) bytes") }
    var reader = try reader(at: address, count: size)
    try reader.skip(head)
    var objects: [Int: ArraySlice<UInt8>] = [:]
    while reader.remaining >= head {
      let index = Int(try reader.integer(UInt16.self))
      try reader.skip(6)
      let count = try length(&reader)
      // What is left is free.
      if index == 0 { break }
      objects[index] = try reader.take(count)
      try reader.skip(min((8 - count % 8) % 8, reader.remaining))
    }
    return objects
  }
}
