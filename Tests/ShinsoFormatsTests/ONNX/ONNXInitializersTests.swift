import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

@Suite struct ONNXInitializersTests {
  /// A field whose value has a length.
  private static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(bytes.count) + bytes
  }

  private static func field(_ number: Int, _ value: Int) -> [UInt8] {
    varint(number << 3) + varint(value)
  }

  private static func varint(_ value: Int) -> [UInt8] {
    var (rest, bytes) = (UInt64(bitPattern: Int64(value)), [UInt8]())
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private static func floats(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init) }
  }

  private static func tensor(_ name: String, _ parts: [UInt8]...) -> [UInt8] {
    field(8, Array(name.utf8)) + parts.flatMap { $0 }
  }

  /// A model with these initializers among other things.
  private static func model(_ tensors: [UInt8]...) -> [UInt8] {
    let graph =
      field(1, [1, 2, 3]) + tensors.flatMap { field(5, $0) } + field(2, Array("main".utf8))
    return field(1, 7) + field(2, Array("a test".utf8)) + field(7, graph) + field(8, [])
  }

  private static let kernel = tensor(
    "kernel", field(1, 2), field(1, 3), field(2, 1), field(9, floats([1, 2, 3, 4, 5, 6])))
  static let whole = model(
    kernel,
    // Extents packed, elements in a field of floats.
    tensor("bias:0", field(1, varint(2)), field(2, 1), field(4, floats([0.5, -0.5]))),
    tensor("flags", field(1, 3), field(2, 9), field(9, [0, 1, 7])),
    tensor("scalar", field(2, 6), field(9, [0xFE, 0xFF, 0xFF, 0xFF])))

  private func file(_ bytes: [UInt8]) throws -> ONNXInitializers {
    try ONNXInitializers(MemorySource(bytes, name: "a.onnx"))
  }

  @Test func readsWeightsByName() throws {
    let file = try file(Self.whole)
    #expect(file.names == ["kernel", "bias:0", "flags", "scalar"])
    let kernel = try file.tensor(named: "kernel")
    #expect(kernel.shape == [2, 3] && kernel.scalars(as: Float.self) == [1, 2, 3, 4, 5, 6])
    #expect(try file.tensor(named: "bias:0").scalars(as: Float.self) == [0.5, -0.5])
    #expect(try file.tensor(named: "flags").bytes == [0, 1, 1])
    let scalar = try file.tensor(named: "scalar")
    #expect(scalar.shape == [] && scalar.scalars(as: Int32.self) == [-2])
    #expect(problem { try file.tensor(named: "none") }.contains("has no initializer 'none'"))
  }

  @Test func whatCannotBeRead() throws {
    let one = Self.field(1, 1)
    for (parts, expected) in [
      (one + Self.field(2, 1) + Self.field(9, Self.floats([1, 2])), "another number of elements"),
      (one + Self.field(2, 1), "another number of elements"),
      (Self.field(1, 1 << 40) + Self.field(1, 1 << 40) + Self.field(2, 1), "another number"),
      (Self.field(1, -1) + Self.field(2, 1) + Self.field(9, []), "damaged"),
      (one + Self.field(2, 8) + Self.field(6, [65]), "is text"),
      (one + Self.field(2, 14) + Self.field(9, Self.floats([1, 2])), "ONNX's type 14"),
      (one + Self.field(2, 99) + Self.field(9, []), "ONNX's type 99"),
      (one + Self.field(2, 1) + Self.field(14, 1), "is stored in another file"),
      (one + Self.field(2, 7) + Self.field(7, [1]), "numbers of variable length"),
      (one + Self.field(2, 1) + [4 << 3 | 5, 0, 0, 0, 0], "number by number"),
      (one + Self.field(2, 1) + Self.field(3, []), "in pieces"),
      (one + Self.field(2, 1) + Self.field(9, Self.floats([1])) + Self.field(9, []), "in pieces"),
    ] {
      let bytes = Self.model(Self.tensor("w", parts))
      #expect(problem { try file(bytes).tensor(named: "w") }.contains(expected), "\(expected)")
    }
    #expect(problem { try file(Self.model(Self.kernel, Self.kernel)) }.contains("two initializers"))
    #expect(problem { try file([]) }.contains("is not an ONNX file"))
    #expect(problem { try file(Self.field(1, 7)) }.contains("is not an ONNX file"))
    // A group.
    #expect(problem { try file([7 << 3 | 3]) }.contains("damaged"))
    for end in 1..<Self.whole.count - 2 {
      if let file = try? file(Array(Self.whole.prefix(end))) {
        #expect(file.names.isEmpty, "\(end)")
      }
    }
  }

  /// A file of small initializers takes little memory, and the first mistake ends it.
  @Test func manyInitializers() {
    let empty = (0..<3000).flatMap { Self.field(5, Self.tensor(String($0, radix: 36))) }
    #expect(problem { try file(Self.field(7, empty)) }.contains("is damaged: it has more than"))
    let twice = Self.field(5, Self.kernel) + Self.field(5, Self.kernel) + [5 << 3 | 2, 0x7F]
    #expect(problem { try file(Self.field(7, twice)) }.contains("two initializers"))
    let long = Self.tensor(String(repeating: "n", count: 5000), Self.field(2, 1))
    #expect(problem { try file(Self.model(long)) }.contains("damaged"))
  }

  /// Of real exporters.
  @Test(.requiresTestData("models/onnx"), arguments: ["mnist-8", "tribuo-cnn_mnist"])
  func realFiles(name: String) throws {
    let folder = try #require(TestData.url("models/onnx"))
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    let path = try #require(files.first { $0.hasSuffix("\(name).onnx") })
    let file = try ONNXInitializers(InputFile(folder.appending(path: path)))
    #expect(!file.names.isEmpty)
    let tensors = file.names.compactMap { try? file.tensor(named: $0) }
    #expect(tensors.contains { $0.rank == 4 && $0.dtype == .float32 })
    for tensor in tensors where tensor.dtype == .float32 {
      #expect(tensor.scalars(as: Float.self).allSatisfy { abs($0) < 100 })
    }
  }
}
