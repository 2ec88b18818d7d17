import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoFormats

@Suite struct NPZTests {
  @Test(arguments: ["all.npz", "compressed.npz"]) func readsWhatNumPyWrote(name: String) throws {
    let arrays = try NPZ.read(Fixture.url(name))
    #expect(arrays.map(\.name) == ["f4", "f8", "f2", "i8", "i4", "i2", "i1", "u1", "b1"])
    #expect(arrays.allSatisfy { $0.tensor.shape == [2, 3, 4] })
    #expect(
      arrays.map(\.tensor.dtype)
        == [.float32, .float64, .float16, .int64, .int32, .int16, .int8, .uint8, .bool])
    let quarters = (0..<24).map { Float($0) / 4 }
    #expect(arrays[0].tensor.scalars(as: Float.self) == quarters)
    // 0, 0.25, 0.5, 0.75, 1 in binary16.
    let halves: [UInt8] = [0, 0, 0, 0x34, 0, 0x38, 0, 0x3A, 0, 0x3C]
    #expect(Array(arrays[2].tensor.bytes.prefix(10)) == halves)
    #expect(arrays[3].tensor.scalars(as: Int64.self) == (0..<24).map(Int64.init))
    let thirds = (0..<24).map { $0 % 3 == 0 }
    #expect(arrays[8].tensor.scalars(as: Bool.self) == thirds)
  }

  @Test func readsStrings() throws {
    let archive = try NPZArchive(Fixture.url("strings.npz"))
    #expect(archive.names == ["names", "bytes", "big"])
    #expect(try archive.strings(named: "names") == ["cat", "shiba inu", "犬🐕"])
    #expect(try archive.strings(named: "bytes") == ["one", "three"])
    #expect(try archive.strings(named: "big") == ["ab"])
    #expect(problem { try archive.tensor(named: "names") }.contains("strings, but numbers"))
    #expect(problem { try archive.tensor(named: "x") }.contains("has no array 'x'; it has 'names'"))
  }

  @Test(arguments: [false, true]) func roundTrip(compressed: Bool) throws {
    let tensors = ElementKind.all.filter { $0.dtype != .bfloat16 }.map { kind in
      let bytes = (0..<6).flatMap(kind.bytes)
      return (
        name: kind.dtype.rawValue,
        tensor: Tensor(shape: [2, 3], dtype: kind.dtype) { $0.copyBytes(from: bytes) }
      )
    }
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.npz")
      try NPZ.write(tensors, to: url, compressed: compressed)
      let read = try NPZ.read(url)
      #expect(read.map(\.name) == tensors.map(\.name))
      #expect(read.map(\.tensor.dtype) == tensors.map(\.tensor.dtype))
      #expect(read.map(\.tensor.bytes) == tensors.map(\.tensor.bytes))
      let bfloat = Tensor(shape: [1], dtype: .bfloat16) { $0.copyBytes(from: [0, 0]) }
      #expect(problem { try NPZ.write([("a", bfloat)], to: url) }.contains("convert it to float32"))
      #expect(try NPZ.read(url).count == tensors.count)
    }
  }

  @Test func arraysInPieces() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.npz")
      try NPZWriter.write(to: url) { archive in
        try archive.add("features", shape: [5, 2], dtype: .float32) { rows in
          try rows.append(Tensor([0, 1, 2, 3, 4, 5] as [Float], shape: [3, 2]))
          #expect(rows.remaining == 4)
          try rows.append(Tensor([6, 7, 8, 9] as [Float], shape: [2, 2]))
        }
        try archive.add("names", ["a", "犬🐕", ""])
        try archive.add("none", [String]())
      }
      let archive = try NPZArchive(url)
      #expect(
        try archive.tensor(named: "features").scalars(as: Float.self) == (0..<10).map(Float.init))
      #expect(try archive.strings(named: "names") == ["a", "犬🐕", ""])
      #expect(try archive.strings(named: "none") == [])
    }
  }

  @Test func lyingShapesAreErrors() throws {
    for shape in [[4], [2], [1 << 40], [1 << 62, 8]] {
      let array =
        NPYHeader(descriptor: "<f4", shape: shape).bytes + [UInt8](repeating: 0, count: 12)
      let bytes = try makeArchive { try $0.add("a.npy", array, compressed: true) }
      let message = problem { try NPZ.read(MemorySource(bytes, name: "a.npz")) }
      #expect(message.hasPrefix("a.npz: 'a.npy': is truncated or damaged"), "\(message)")
    }
  }
}
