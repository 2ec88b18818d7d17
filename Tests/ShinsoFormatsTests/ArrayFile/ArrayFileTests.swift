import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

@Suite struct ArrayFileTests {
  private func open(_ name: String) throws -> ArrayFile { try ArrayFile(Fixture.url(name)) }

  /// The statistics of the array of that name.
  private func statistics(_ name: String, in file: ArrayFile) throws -> ArrayStatistics {
    let index = try #require(file.arrays.firstIndex { $0.name == name })
    return try #require(try file.statistics(of: index))
  }

  @Test func safetensors() throws {
    let file = try open("all.safetensors")
    #expect(file.format == .safetensors)
    #expect(file.metadata == ["format": "pt", "犬": "a\nb"])
    #expect(file.arrays.count == 13)
    for kind in ElementKind.all {
      let name = kind.dtype.rawValue
      let array = try #require(file.arrays.first { $0.name == name })
      #expect(array.type == name && array.shape == [2, 3] && array.elementCount == 6)
      #expect(array.byteCount == 6 * kind.dtype.size)
      // 0 to 5, or whether they are multiples of 3.
      let found = try statistics(name, in: file)
      let isBool = kind.dtype == .bool
      #expect(found.mean == (isBool ? 1.0 / 3 : 2.5))
      #expect(found.least == 0 && found.greatest == (isBool ? 1 : 5))
      let variance = isBool ? 2.0 / 9 : 35.0 / 12
      #expect(abs((found.standardDeviation ?? 0) - variance.squareRoot()) < 1e-15)
      #expect(found.nanCount == 0 && found.infiniteCount == 0)
    }
    #expect(try statistics("scalar", in: file).mean == 2.5)
    let empty = try statistics("empty", in: file)
    #expect(empty.mean == nil && empty.standardDeviation == nil && empty.least == nil)
  }

  /// The length of its header, 640, begins as pickles do.
  @Test func safetensorsThatBeginLikeAPickle() throws {
    let header = #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let padded = header + String(repeating: " ", count: 640 - header.utf8.count)
    let bytes = [0x80, 2, 0, 0, 0, 0, 0, 0] + Array(padded.utf8) + [0, 0, 0, 0]
    let file = try ArrayFile(MemorySource(bytes, name: "net"))
    #expect(file.format == .safetensors && file.arrays.map(\.name) == ["x"])
  }

  @Test(arguments: ["all.npz", "compressed.npz"]) func npz(name: String) throws {
    let file = try open(name)
    #expect(file.format == .npz && file.metadata.isEmpty)
    let types = [
      "f4": "float32", "f8": "float64", "f2": "float16", "i8": "int64", "i4": "int32",
      "i2": "int16", "i1": "int8", "u1": "uint8", "b1": "bool",
    ]
    #expect(file.arrays.count == types.count)
    for array in file.arrays {
      #expect(array.type == types[array.name] && array.shape == [2, 3, 4])
      let found = try statistics(array.name, in: file)
      // 0 to 23, quarters of them in floating point, or whether they are multiples of 3.
      let (mean, greatest) =
        array.name == "b1" ? (1.0 / 3, 1) : array.name.hasPrefix("f") ? (2.875, 5.75) : (11.5, 23)
      #expect(found.mean == mean && found.greatest == greatest, "\(array.name)")
    }
  }

  @Test func stringsAreListed() throws {
    let file = try open("strings.npz")
    #expect(file.arrays.map(\.type) == ["<U9", "|S5", ">U4"])
    #expect(file.arrays.map(\.shape) == [[3], [2], [1]])
    #expect(file.arrays.map(\.byteCount) == [108, 10, 16])
    for index in file.arrays.indices { #expect(try file.statistics(of: index) == nil) }
  }

  @Test(
    arguments: [
      ("fortran.npy", "float32", [2, 3, 4], 2.875), ("big.npy", "float64", [2, 3, 4], 2.875),
      ("scalar.npy", "float32", [], 2.5), ("version3.npy", "int32", [2, 3, 4], 11.5),
      ("unsigned.npy", "uint32", [2], 0),
    ] as [(String, String, [Int], Double)])
  func npy(name: String, type: String, shape: [Int], mean: Double) throws {
    let file = try open(name)
    #expect(file.format == .npy)
    let array = try #require(file.arrays.first)
    #expect(array.name == String(name.dropLast(4)))
    #expect(array.type == type && array.shape == shape)
    #expect(try file.statistics(of: 0)?.mean == mean)
  }

  @Test func whatIsNoNumberIsListed() throws {
    let objects = try open("objects.npy")
    #expect(objects.arrays.map(\.type) == ["object"])
    #expect(try objects.statistics(of: 0) == nil)
    let records = try open("records.npy")
    #expect(records.arrays.map(\.type) == ["[('x', '<f4'), ('y', '<i4')]"])
    #expect(records.arrays.map(\.shape) == [[2]])
    #expect(try records.statistics(of: 0) == nil)
  }

  @Test(arguments: ["state-zip.pt", "state-legacy.pt", "state-legacy4.pt"])
  func stateDictionaries(name: String) throws {
    let file = try open(name)
    #expect(file.format == .pytorch && file.metadata.isEmpty)
    #expect(
      file.arrays.map(\.name) == [
        "conv.weight", "conv.bias", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var",
        "bn.num_batches_tracked",
      ])
    #expect(file.arrays[0].shape == [3, 2, 3, 3] && file.arrays[0].byteCount == 216)
    #expect(file.arrays[6].type == "int64" && file.arrays[6].shape == [])
    // 0 to 53, in quarters.
    #expect(try statistics("conv.weight", in: file).mean == 53.0 / 8)
    #expect(try statistics("conv.weight", in: file).greatest == 53.0 / 4)
  }

  @Test(arguments: ["strided.pt", "strided-legacy.pt"]) func viewsOfStorages(name: String) throws {
    let file = try open(name)
    let part = try statistics("part", in: file)
    #expect(part.mean == 6.5 && part.least == 5 && part.greatest == 8)
    #expect(try statistics("steps", in: file).mean == 10)
    #expect(try statistics("expanded", in: file).standardDeviation == 0)
    #expect(try statistics("transposed", in: file).mean == 11.5)
    #expect(try statistics("half", in: file).greatest == 23)
    #expect(try statistics("empty", in: file).mean == nil)
  }

  @Test(arguments: ["checkpoint-zip.pt", "checkpoint-proto4.pt"])
  func checkpoints(name: String) throws {
    let file = try open(name)
    #expect(file.arrays.count == 7)
    #expect(file.arrays[0].name == "state_dict.module.conv.weight")
    let expected = [
      "epoch": "7", "name": "犬", "done": "True", "none": "None", "loss": "0.125",
      "shape": "[2, 3]", "groups.0": "[1, 2.5]", "optimizer.param_groups.0.lr": "0.1",
      "dtype": "torch.float16", "counter.a": "2", "data": "2 bytes",
    ]
    for (key, value) in expected { #expect(file.metadata[key] == value, "\(key)") }
  }

  @Test func typesThatNoTensorHas() throws {
    let file = try open("unsigned.pt")
    #expect(file.arrays.map(\.type) == ["float32", "uint16"])
    #expect(try file.statistics(of: 1)?.mean == 1)
    let header = #"""
      {"e4":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]},
      "e5":{"dtype":"F8_E5M2","shape":[4],"data_offsets":[4,8]},
      "c":{"dtype":"C64","shape":[2],"data_offsets":[8,24]}}
      """#
    // e4m3: 1, 448 (the largest), 2^-9 (the least), NaN; e5m2: 1, -2, infinity, NaN.
    let data: [UInt8] = [0x38, 0x7E, 0x01, 0x7F, 0x3C, 0xC0, 0x7C, 0x7E]
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt64(header.utf8.count))
    bytes += Array(header.utf8) + data + [UInt8](repeating: 0, count: 16)
    let small = try ArrayFile(MemorySource(bytes, name: "a.safetensors"))
    #expect(small.arrays.map(\.type) == ["float8_e4m3fn", "float8_e5m2", "complex64"])
    let e4 = try statistics("e4", in: small)
    #expect(e4.least == 0x1p-9 && e4.greatest == 448 && e4.nanCount == 1)
    let e5 = try statistics("e5", in: small)
    #expect(e5.least == -2 && e5.greatest == 1 && e5.nanCount == 1 && e5.infiniteCount == 1)
    #expect(try small.statistics(of: 2) == nil)
    let refusal = problem {
      try SafetensorsFile(MemorySource(bytes, name: "a.safetensors")).tensor(named: "c")
    }
    #expect(refusal.contains("'c' is of type C64, which Shinso does not compute in"))
  }

  /// More elements than are read at once, and a mean that is large beside the deviation.
  @Test func largeArrays() throws {
    let count = 200_000
    let values = (0..<count).map { 1e6 + Double($0 % 2) } + [.nan, .infinity, -.infinity]
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.npy")
      try NPY.write(Tensor(values), to: url)
      let found = try #require(try ArrayFile(url).statistics(of: 0))
      #expect(found.mean == 1e6 + 0.5)
      #expect(abs((found.standardDeviation ?? 0) - 0.5) < 1e-9)
      #expect(found.least == 1e6 && found.greatest == 1e6 + 1)
      #expect(found.nanCount == 1 && found.infiniteCount == 2)
    }
  }

  /// Listing reads what describes the arrays and leaves their elements alone.
  @Test func listingReadsLittle() throws {
    try withTemporaryFolder { folder in
      let tensors = [(name: "a", tensor: Tensor.ones([1 << 20]))]
      let safetensors = folder.appending(path: "a.safetensors")
      try SafetensorsFile.write(tensors, to: safetensors)
      let npz = folder.appending(path: "a.npz")
      try NPZ.write(tensors, to: npz)
      for url in [safetensors, npz] {
        let source = CountingSource(try InputFile(url))
        #expect(try ArrayFile(source).arrays.map(\.byteCount) == [1 << 22])
        #expect(source.byteCount < 1 << 18, "\(url.lastPathComponent): \(source.byteCount)")
      }
    }
  }

  @Test func otherFiles() throws {
    for (name, part) in [
      ("images.idx", "is not a safetensors, PyTorch, npz, npy, HDF5, Keras, Caffe or ONNX file"),
      ("images.idx.gz", "is not a safetensors, PyTorch, npz, npy, HDF5, Keras, Caffe or ONNX file"),
      ("zip64.zip", "is a zip archive without arrays"),
      ("whole-model.pt", "refuses to use '__main__.Net'"),
    ] {
      #expect(problem { try open(name) }.contains(part), "\(name)")
    }
    #expect(problem { try ArrayFile(MemorySource([], name: "a")) } == "a: is empty")
  }

  @Test(arguments: ["all.safetensors", "state-legacy.pt", "state-zip.pt", "big.npy", "strings.npz"])
  func truncationsAreErrors(name: String) throws {
    let bytes = try Fixture.bytes(name)
    for count in 0..<bytes.count {
      let source = MemorySource(Array(bytes[..<count]), name: name)
      #expect(problem { try ArrayFile(source) }.hasPrefix("\(name): "), "\(count)")
    }
  }

  private static let resnet = "models/resnet20-cifar10/resnet20-12fca82f.th"

  @Test(.requiresTestData(resnet)) func realCheckpoint() throws {
    let file = try ArrayFile(try #require(TestData.url(Self.resnet)))
    #expect(file.format == .pytorch)
    let first = try #require(file.arrays.first { $0.name.hasSuffix("conv1.weight") })
    #expect(first.shape == [16, 3, 3, 3])
    for index in file.arrays.indices {
      #expect(try file.statistics(of: index)?.nanCount == 0)
    }
  }
}

/// Counts the bytes that are read of another source.
private final class CountingSource: ByteSource, @unchecked Sendable {
  private let source: any ByteSource
  private(set) var byteCount = 0
  var name: String { source.name }
  var size: Int { source.size }

  init(_ source: any ByteSource) { self.source = source }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    byteCount += buffer.count
    try source.read(at: offset, into: buffer)
  }
}
