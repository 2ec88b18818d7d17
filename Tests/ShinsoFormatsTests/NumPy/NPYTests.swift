import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoFormats

@Suite struct NPYTests {
  private static let quarters = (0..<24).map { Float($0) / 4 }

  @Test func convertsOrders() throws {
    let fortran = try NPY.read(Fixture.url("fortran.npy"))
    #expect(fortran.shape == [2, 3, 4])
    #expect(fortran.scalars(as: Float.self) == Self.quarters)
    let big = try NPY.read(Fixture.url("big.npy"))
    #expect(big.dtype == .float64)
    #expect(big.scalars(as: Double.self) == Self.quarters.map(Double.init))
  }

  @Test func scalarsAndEmptyArrays() throws {
    let scalar = try NPY.read(Fixture.url("scalar.npy"))
    #expect(scalar.shape == [])
    #expect(scalar.scalars(as: Float.self) == [2.5])
    let empty = try NPY.read(Fixture.url("empty.npy"))
    #expect(empty.shape == [0, 3])
    #expect(empty.bytes.isEmpty)
  }

  @Test(arguments: [2, 3]) func laterVersions(version: Int) throws {
    let tensor = try NPY.read(Fixture.url("version\(version).npy"))
    #expect(tensor.scalars(as: Int32.self) == (0..<24).map(Int32.init))
  }

  @Test func unsignedIntegersAreWidened() throws {
    #expect(try NPY.read(Fixture.url("unsigned.npy")).dtype == .int64)
    func file(_ code: String, shape: String = "(2,)", _ elements: [UInt8]) -> MemorySource {
      let header =
        "{'descr': '\(code)', 'fortran_order': \(shape == "(2,)" ? "False" : "True"), "
        + "'shape': \(shape), }\n"
      return MemorySource(
        NPYHeader.magic + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + elements,
        name: "a.npy")
    }
    #expect(try NPY.read(file(">u2", [0xFF, 0xFE, 0, 1])).scalars(as: Int32.self) == [65534, 1])
    let columns = try NPY.read(
      file("<u4", shape: "(2, 2)", [1, 2, 3, 4].flatMap { [$0, 0, 0, 0x80] }))
    let base = Int64(0x8000_0000)
    #expect(columns.scalars(as: Int64.self) == [base + 1, base + 3, base + 2, base + 4])
    let large: [UInt8] = [UInt8](repeating: 0, count: 15) + [0x80]
    #expect(problem { try NPY.read(file("<u8", large)) }.contains("9223372036854775808"))
  }

  @Test func refusesWhatIsNoTensor() {
    #expect(problem { try NPY.read(Fixture.url("objects.npy")) }.contains("Python objects"))
    #expect(problem { try NPY.read(Fixture.url("records.npy")) }.contains("structured dtype"))
    #expect(problem { try NPY.read(Fixture.url("images.idx")) }.contains("is not an npy array"))
  }

  @Test func writesTheBytesThatNumPyWrites() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.npy")
      try NPY.write(Tensor([2.5 as Float], shape: []), to: url)
      #expect(try InputFile(url).allBytes() == Fixture.bytes("scalar.npy"))
      try NPY.write(Tensor([Float](), shape: [0, 3]), to: url)
      #expect(try InputFile(url).allBytes() == Fixture.bytes("empty.npy"))
    }
  }

  @Test func headersOfManyAxes() throws {
    let shape = Shape([Int](repeating: 1, count: 60) + [3])
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.npy")
      try NPY.write(Tensor([1, 2, 3] as [Float], shape: shape), to: url)
      let tensor = try NPY.read(url)
      #expect(tensor.shape == shape)
      #expect(tensor.scalars(as: Float.self) == [1, 2, 3])
    }
  }

  @Test(arguments: [
    "(9223372036854775807, 9223372036854775807, )", "(99999999999999999999, )",
    "(4611686018427387904, 4, 0)", "(0, 4611686018427387904, 4)", "(3, )", "(1, )", "(2)",
    "(-2, )", "2", "(2, 'a')", "(2",
  ]) func lyingShapes(shape: String) {
    var bytes = NPYHeader.magic + [1, 0]
    let header = Array("{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }\n".utf8)
    bytes.append(littleEndian: UInt16(header.count))
    bytes += header + [UInt8](repeating: 0, count: 8)
    #expect(problem { try NPY.read(MemorySource(bytes, name: "a.npy")) }.hasPrefix("a.npy: "))
  }

  @Test func otherBytesThanZeroAreTrue() throws {
    let bytes = NPYHeader(descriptor: "|b1", shape: [4]).bytes + [0, 1, 2, 255]
    let tensor = try NPY.read(MemorySource(bytes, name: "a.npy"))
    #expect(tensor.bytes == [0, 1, 1, 1])
  }

  @Test func everyTruncationIsAnError() throws {
    let bytes = try Fixture.bytes("fortran.npy")
    for count in 0..<bytes.count {
      let source = MemorySource(Array(bytes[..<count]), name: "a.npy")
      #expect(problem { try NPY.read(source) }.hasPrefix("a.npy: "), "\(count) bytes")
    }
  }
}
