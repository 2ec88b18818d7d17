import ShinsoTensor
import Testing

@testable import ShinsoFormats

/// Pickles written by hand, to take the machine where no writer goes.
@Suite struct PickleMachineTests {
  private func load(_ pickle: [UInt8]) throws -> PickleValue {
    let bytes = try makeArchive { try $0.add("archive/data.pkl", pickle) }
    return try PyTorchFile.load(MemorySource(bytes, name: "a.pt"))
  }

  private func load(_ text: String) throws -> PickleValue { try load(Array(text.utf8)) }

  @Test func protocolZero() throws {
    #expect("\(try load("I7\n."))" == "int(7)")
    #expect("\(try load("I01\n."))" == "bool(true)")
    #expect("\(try load("L12L\n."))" == "int(12)")
    #expect("\(try load("F2.5\n."))" == "float(2.5)")
    #expect("\(try load("S'a b'\n."))".hasSuffix("string(\"a b\")"))
    guard case .dictionary(let pairs) = try load("(dp0\nVa\nI1\nsg0\nVa\nI2\ns0.") else {
      Issue.record("not a dictionary")
      return
    }
    // The last value of a key counts.
    #expect(pairs.count == 1 && "\(pairs[0].value)" == "int(2)")
  }

  @Test(arguments: [
    "", ".", "(.", "(0.", "0", "]a.", "(I1\nd.", "}I1\ns.", "I1\nI2\na.", "h\u{5}.", "g99999\n.",
    "Iabc\n.", "R.", "]]R.", "ccollections\nOrderedDict\nI1\nR.", "Q.", "(tQ.", "]]b.", "(I1\ne.",
    "S'a\\n'\n.", "cos\nsystem\n.", "(ios\nsystem\n.", "c__builtin__\neval\n.", "P0\n.", "\u{1}",
    "cbuiltins\nset\n(I1\ntR.", "ctorch\nFloatStorage\n)R.",
  ]) func damagedPickles(pickle: String) {
    #expect(problem { try load(pickle) }.hasPrefix("a.pt: "), "\(pickle)")
  }

  @Test func containersThatHoldThemselves() {
    #expect(problem { try load("](Vx\nh\u{0}e.") }.hasPrefix("a.pt: "))
    // ] q 0 h 0 a . : a list appended to itself.
    let message = problem { try load([0x5D, 0x71, 0, 0x68, 0, 0x61, 0x2E]) }
    #expect(message.contains("hold themselves"))
  }

  @Test func deepContainers() {
    let depth = 100_000
    let pickle =
      [UInt8](repeating: 0x5D, count: depth) + [UInt8](repeating: 0x61, count: depth - 1) + [0x2E]
    #expect(problem { try load(pickle) }.contains("nested too deeply"))
  }

  @Test func sharedContainersStaySmall() throws {
    // Each list holds the one before it ten times: 10^40 values if they were copied.
    var pickle: [UInt8] = [0x5D, 0x71, 0]
    for level in 1...40 {
      pickle += [0x5D, 0x71, UInt8(level), 0x28]
      for _ in 0..<10 { pickle += [0x68, UInt8(level - 1)] }
      pickle += [0x65]
    }
    guard case .list(let items) = try load(pickle + [0x2E]) else {
      Issue.record("not a list")
      return
    }
    #expect(items.count == 10)
  }

  @Test func valuesAreCounted() {
    // A list of 65,536 numbers, copied by a call again and again.
    var pickle: [UInt8] = [0x5D, 0x71, 0, 0x28]
    for _ in 0..<65_536 { pickle += [0x4B, 1] }
    pickle += [0x65] + Array("cbuiltins\nlist\n".utf8) + [0x71, 1, 0x30]
    for _ in 0..<200 { pickle += [0x68, 1, 0x68, 0, 0x85, 0x52, 0x30] }
    #expect(problem { try load(pickle + [0x2E]) }.contains("more values than any network has"))
  }

  /// Marks, and places in the memo, cost a pickle no value.
  @Test func marksAndTheMemoAreCounted() {
    let marks = [UInt8](repeating: 0x28, count: 4_000_001)
    #expect(problem { try load(marks) }.contains("more values than any network has"))
    var memo: [UInt8] = [0x5D]
    for index in UInt32(0)..<4_000_000 {
      memo.append(0x72)
      memo.append(littleEndian: index)
    }
    #expect(problem { try load(memo + [0x2E]) }.contains("more values than any network has"))
  }

  /// A small file may not make the reader keep a large storage.
  @Test func storagesAreCounted() throws {
    func view(_ offset: Int) -> String {
      "ctorch._utils\n_rebuild_tensor_v2\n"
        + "((Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI4\ntQI\(offset)\n(I2\nt(I1\ntI00\nNtR"
    }
    let zeros = [UInt8](repeating: 0, count: 80 << 20)
    let bytes = try makeArchive { archive in
      try archive.add("archive/data.pkl", Array("(\(view(0))\(view(2))l.".utf8))
      try archive.add("archive/data/0", zeros, compressed: true)
    }
    #expect(
      problem { try PyTorchFile.load(MemorySource(bytes, name: "a.pt")) }
        .contains("far more memory than the size of the file"))
  }

  /// Entries that each may expand as they do, but not all of them.
  @Test func archivesThatExpandTooFarAreErrors() throws {
    var bytes = try makeArchive { archive in
      for name in ["data.pkl", "data/0", "data/1"] {
        let contents =
          name == "data.pkl" ? Array("I7\n.".utf8) : [UInt8](repeating: 1, count: 1 << 20)
        try archive.add("archive/" + name, contents)
      }
    }
    #expect("\(try PyTorchFile.load(MemorySource(bytes, name: "a.pt")))" == "int(7)")
    var record = try #require(offset(of: ZipDirectory.entrySignature, in: bytes, from: 2 << 20))
    for _ in 0..<2 {
      record = try #require(offset(of: ZipDirectory.entrySignature, in: bytes, from: record + 4))
      write(UInt32(0x3000_0000), to: &bytes, at: record + 24)
    }
    #expect(
      problem { try PyTorchFile.load(MemorySource(bytes, name: "a.pt")) }.contains(
        "like a zip bomb"))
  }

  /// A pickle of one tensor of the storage "0" with 4 floats.
  private func tensor(offset: Int, dims: [Int], strides: [Int]) throws -> Tensor {
    func tuple(_ values: [Int]) -> String { "(" + values.map { "I\($0)\n" }.joined() + "t" }
    let pickle =
      "ctorch._utils\n_rebuild_tensor_v2\n"
      + "((Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI4\ntQ"
      + "I\(offset)\n\(tuple(dims))\(tuple(strides))I00\nNtR."
    var storage: [UInt8] = []
    for value in 1...4 { storage.append(littleEndian: Float(value).bitPattern) }
    let bytes = try makeArchive { archive in
      try archive.add("archive/data.pkl", Array(pickle.utf8))
      try archive.add("archive/data/0", storage)
    }
    guard case .tensor(let tensor) = try PyTorchFile.load(MemorySource(bytes, name: "a.pt")) else {
      throw InputError("a.pt", "not a tensor")
    }
    return tensor
  }

  @Test func views() throws {
    #expect(try tensor(offset: 1, dims: [3], strides: [1]).scalars(as: Float.self) == [2, 3, 4])
    #expect(
      try tensor(offset: 0, dims: [2, 2], strides: [1, 2]).scalars(as: Float.self) == [1, 3, 2, 4])
    #expect(
      try tensor(offset: 3, dims: [1, 2], strides: [Int.max, 0]).scalars(as: Float.self) == [4, 4])
    #expect(try tensor(offset: 4, dims: [0, 5], strides: [5, 1]).elementCount == 0)
  }

  @Test(arguments: [
    (1, [4], [1]), (0, [5], [1]), (0, [2, 2], [3, 1]), (5, [0], [1]), (-1, [2], [1]),
    (0, [2], [-1]), (0, [2], [Int.max]), (Int.max, [2], [1]), (0, [-1], [1]), (0, [2, 2], [1]),
    (0, [Int.max, Int.max], [0, 0]), (0, [1 << 40], [0]),
  ]) func viewsOutOfBounds(offset: Int, dims: [Int], strides: [Int]) {
    let message = problem { try tensor(offset: offset, dims: dims, strides: strides) }
    #expect(message.hasPrefix("a.pt: ") && message.contains("tensor"), "\(message)")
  }
}
