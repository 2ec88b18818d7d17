import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoFormats

/// The files of `Tools/golden/hdf5.py`: the older and the newer structures of the format.
struct HDF5FileTests {
  @Test(arguments: [
    ("f2", DType.float16), ("f4", .float32), ("f8", .float64), ("i1", .int8), ("i2", .int16),
    ("i4", .int32), ("i8", .int64), ("u1", .uint8), ("u2", .int32), ("u4", .int64),
    ("u8", .int64), ("big-f4", .float32), ("big-f8", .float64), ("big-i4", .int32),
    ("big-u2", .int32),
  ]) func types(name: String, dtype: DType) throws {
    let tensor = try open("old.h5").tensor(named: "arrays/\(name)")
    #expect(tensor.dtype == dtype && tensor.shape == [2, 3])
    let step: Float = name.contains("f") ? 0.25 : 1
    #expect(tensor.cast(to: .float32).scalars(as: Float.self) == (0..<6).map { Float($0) * step })
  }

  @Test func otherShapes() throws {
    let file = try open("old.h5")
    #expect(try file.tensor(named: "arrays/scalar").shape == [])
    #expect(try file.tensor(named: "arrays/scalar").item() == 2.5)
    #expect(try file.tensor(named: "arrays/empty").shape == [0, 4])
    #expect(try file.tensor(named: "other name").shape == [2, 3])
    let bools = try file.tensor(named: "arrays/bool")
    #expect(bools.dtype == .bool && bools.bytes == [1, 0, 0, 1, 0, 0])
    #expect(problem { try file.tensor(named: "arrays") }.contains("has no array 'arrays'"))
  }

  /// The heap of names, the tree of nodes and the links as messages keep the same names.
  @Test func names() throws {
    #expect(try open("old.h5").names.count == 19)
    #expect(
      try open("new.h5").names.sorted() == [
        "a/b/bool", "a/b/compact", "a/b/shuffled", "a/b/x", "a/b/y", "a/b/z",
      ])
  }

  @Test(arguments: ["plain", "deflated", "shuffled"]) func chunks(name: String) throws {
    let tensor = try open("chunks.h5").tensor(named: name)
    #expect(tensor.shape == [7, 10])
    #expect(tensor.scalars(as: Float.self) == (0..<70).map { Float($0) / 4 })
  }

  @Test func otherChunks() throws {
    let file = try open("chunks.h5")
    #expect(try file.tensor(named: "cube").scalars(as: Int16.self) == (0..<120).map { Int16($0) })
    #expect(try file.tensor(named: "large chunk").scalars(as: Float.self) == [0, 0.25, 0.5])
    #expect(try file.tensor(named: "compact").scalars(as: Int32.self) == [0, 1, 2, 3, 4])
  }

  /// Headers with checksums.
  @Test func newerStructures() throws {
    let file = try open("new.h5")
    #expect(try file.tensor(named: "a/b/x").scalars(as: Float.self).last == 1.25)
    #expect(try file.tensor(named: "a/b/shuffled").scalars(as: Float.self).last == 69.0 / 4)
    #expect(try file.tensor(named: "a/b/bool").bytes == [1, 0, 0, 1, 0, 0])
    #expect(try file.tensor(named: "a/b/compact").scalars(as: Int32.self) == [0, 1, 2, 3, 4])
    #expect(file.unread.map(\.path) == ["large"])
    #expect("\(file.unread[0].problem)".contains("'large' cannot be read: keeps the entries of a"))
    let latest = try open("latest.h5")
    #expect(try latest.tensor(named: "x").scalars(as: Float.self).last == 1.25)
    #expect(
      problem { try latest.tensor(named: "chunked") }.contains("an index of HDF5 1.10"))
  }

  @Test(arguments: ["old.h5", "new.h5"]) func attributes(name: String) throws {
    let file = try open(name)
    func strings(_ name: String) -> [String]? {
      guard case .strings(let found)? = file.attribute(name, of: "")?.value else { return nil }
      return found
    }
    #expect(strings("text") == ["犬 of any length"])
    #expect(strings("fixed") == ["cat"])
    #expect(strings("names") == ["a", "bcd"])
    #expect(strings("strings") == ["one", "", "three"])
    #expect(file.attribute("text", of: "")?.isSingle == true)
    #expect(file.attribute("names", of: "")?.isSingle == false)
    guard case .numbers(let numbers)? = file.attribute("numbers", of: "")?.value else {
      Issue.record("no numbers")
      return
    }
    #expect(numbers == [1, 2, 3])
  }

  /// What is not read is listed, and the rest of the file is there.
  @Test func unreadEntries() throws {
    let file = try ArrayFile(Fixture.url("others.h5"))
    #expect(file.format == .hdf5)
    #expect(file.arrays.map(\.name) == ["lzf", "record", "text", "unwritten"])
    #expect(file.arrays.map(\.type) == ["float32", "compound", "string", "float32"])
    for index in 0..<3 { #expect(try file.statistics(of: index) == nil) }
    let own = try open("others.h5")
    #expect(problem { try own.tensor(named: "lzf") }.contains("'lzf' is compressed by LZF"))
    #expect(problem { try own.tensor(named: "text") }.contains("holds elements of type string"))
    #expect(problem { try own.tensor(named: "unwritten") }.contains("was never written"))
  }

  @Test func listing() throws {
    let file = try ArrayFile(Fixture.url("old.h5"))
    #expect(file.metadata["names"] == "a, bcd" && file.metadata["number"] == "2.5")
    let index = try #require(file.arrays.firstIndex { $0.name == "arrays/f4" })
    #expect(file.arrays[index].byteCount == 24)
    #expect(try file.statistics(of: index)?.mean == 0.625)
    let chunks = try ArrayFile(Fixture.url("chunks.h5"))
    let cube = try #require(chunks.arrays.firstIndex { $0.name == "cube" })
    #expect(try chunks.statistics(of: cube)?.greatest == 119)
  }

  @Test func circles() throws {
    let file = try open("circle.h5")
    #expect(file.names == ["a/b/x"])
    #expect("\(file.unread[0].problem)".contains("'a/b/again' cannot be read: is damaged: a group"))
  }

  /// A small file does not stand for more than a gigabyte.
  @Test func oneArrayUnderManyNames() {
    #expect(
      problem { try open("many-names.h5") }
        .hasSuffix("many-names.h5: lists arrays of over a gigabyte, 100 times its own size"))
  }

  @Test(arguments: ["old.h5", "new.h5"]) func truncationsAreErrors(name: String) throws {
    let bytes = try Fixture.bytes(name)
    for count in stride(from: 0, to: bytes.count, by: 7) {
      let source = MemorySource(Array(bytes[..<count]), name: name)
      #expect(problem { try HDF5File(source) }.hasPrefix("\(name): "), "\(count)")
    }
  }

  private func open(_ name: String) throws -> HDF5File { try HDF5File(Fixture.url(name)) }
}
