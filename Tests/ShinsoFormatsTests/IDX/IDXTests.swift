import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

@Suite struct IDXTests {
  @Test(arguments: ["images.idx", "images.idx.gz"]) func images(name: String) throws {
    let tensor = try IDX.read(Fixture.url(name))
    #expect(tensor.dtype == .uint8)
    #expect(tensor.shape == [2, 3, 4])
    #expect(tensor.bytes == Array(0..<24))
  }

  @Test func numbersAreBigEndian() throws {
    let tensor = try IDX.read(Fixture.url("ints.idx"))
    #expect(tensor.scalars(as: Int32.self) == [-1, 0, 70000])
  }

  @Test func everyTypeIsKnown() throws {
    let sizes: [(UInt8, DType)] = [
      (8, .uint8), (9, .int8), (0x0B, .int16), (0x0C, .int32), (0x0D, .float32), (0x0E, .float64),
    ]
    for (code, dtype) in sizes {
      let header: [UInt8] = [0, 0, code, 1, 0, 0, 0, 2]
      let bytes = header + [UInt8](repeating: 0, count: 2 * dtype.size)
      #expect(try IDX.read(MemorySource(bytes, name: "a")).dtype == dtype)
    }
    #expect(
      problem { try IDX.read(MemorySource([0, 0, 0x0A, 0], name: "a")) } == "a: is not an IDX file")
  }

  @Test(arguments: ["images.idx", "images.idx.gz"]) func truncations(name: String) throws {
    let bytes = try Fixture.bytes(name)
    for count in 0..<bytes.count {
      let source = MemorySource(Array(bytes[..<count]), name: name)
      #expect(problem { try IDX.read(source) }.hasPrefix("\(name): "), "\(count) bytes")
    }
    #expect(
      problem { try IDX.read(MemorySource(bytes + [1], name: name)) }.contains("is "))
  }

  @Test func lyingExtents() throws {
    for extents: [UInt8] in [[0, 0, 0, 3], [0, 0, 0, 1], [0x7F, 0xFF, 0xFF, 0xFF]] {
      var bytes = try Fixture.bytes("images.idx")
      bytes.replaceSubrange(4..<8, with: extents)
      let message = problem { try IDX.read(MemorySource(bytes, name: "a")) }
      #expect(message.contains("truncated or damaged"))
    }
    // Nothing, of 2⁶² rows: more than a shape can count.
    let empty: [UInt8] = [0, 0, 8, 3, 0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]
    #expect(
      problem { try IDX.read(MemorySource(empty, name: "a")) }.contains("truncated or damaged"))
    // 255 axes of 2³² − 1.
    let bytes: [UInt8] = [0, 0, 8, 255] + [UInt8](repeating: 255, count: 4 * 255)
    #expect(problem { try IDX.read(MemorySource(bytes, name: "a")) }.contains("× …"))
  }

  @Test(.requiresTestData("mnist/t10k-images-idx3-ubyte.gz", "mnist/t10k-labels-idx1-ubyte.gz"))
  func realDigits() throws {
    let images = try IDX.read(#require(TestData.url("mnist/t10k-images-idx3-ubyte.gz")))
    #expect(images.shape == [10_000, 28, 28])
    let labels = try IDX.read(#require(TestData.url("mnist/t10k-labels-idx1-ubyte.gz")))
    // The first digits of MNIST's test set, as everybody knows them.
    #expect(labels.scalars(as: UInt8.self).prefix(10) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
  }
}
