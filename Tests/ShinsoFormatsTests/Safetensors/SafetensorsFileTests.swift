import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoFormats

@Suite struct SafetensorsFileTests {
  @Test func readsWhatThePythonLibraryWrote() throws {
    let file = try SafetensorsFile(Fixture.url("all.safetensors"))
    #expect(file.metadata == ["format": "pt", "犬": "a\nb"])
    #expect(file.names.count == 13)
    for kind in ElementKind.all {
      let tensor = try file.tensor(named: kind.dtype.rawValue)
      #expect(tensor.dtype == kind.dtype)
      #expect(tensor.shape == [2, 3])
      #expect(tensor.bytes == (0..<6).flatMap(kind.bytes), "\(kind.dtype)")
    }
    #expect(try file.tensor(named: "scalar").scalars(as: Float.self) == [2.5])
    #expect(file.shape(of: "empty") == [0, 4])
    #expect(try file.tensor(named: "empty").bytes.isEmpty)
    #expect(try file.tensor(named: "犬 \"quoted\"").scalars(as: Float.self) == [1])
    #expect(file.shape(of: "none") == nil)
    #expect(problem { try file.tensor(named: "none") }.contains("has no tensor 'none'"))
  }

  @Test func roundTrip() throws {
    let tensors = ElementKind.all.map { kind in
      let bytes = (0..<6).flatMap(kind.bytes)
      return (
        name: "\(kind.dtype.rawValue) \"\\\u{1}犬",
        tensor: Tensor(shape: [3, 2], dtype: kind.dtype) { $0.copyBytes(from: bytes) }
      )
    }
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.safetensors")
      try SafetensorsFile.write(tensors, metadata: ["epoch": "7", "a\"": "\t"], to: url)
      let file = try SafetensorsFile(url)
      #expect(file.metadata == ["epoch": "7", "a\"": "\t"])
      for (name, tensor) in tensors {
        let read = try file.tensor(named: name)
        #expect(read.bytes == tensor.bytes && read.dtype == tensor.dtype && read.shape == [3, 2])
      }
      // The order in which they are given does not matter.
      let first = try InputFile(url).allBytes()
      try SafetensorsFile.write(
        tensors.reversed(), metadata: ["epoch": "7", "a\"": "\t"], to: url)
      #expect(try InputFile(url).allBytes() == first)

      let twice = problem { try SafetensorsFile.write([tensors[0], tensors[0]], to: url) }
      #expect(twice.contains("cannot hold two tensors named"))
      try SafetensorsFile.write([], to: url)
      #expect(try SafetensorsFile(url).names.isEmpty)
    }
  }

  private static let entry = #"{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#

  @Test(arguments: [
    // What the format forbids: holes, overlaps, sizes that contradict shapes, data left over.
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, "does not match its shape"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "8 bytes of data instead of 4"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "leave a gap"),
    (#"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#, "8 bytes of data instead of 16"),
    (#"{"a":\#(entry),"b":\#(entry)}"#, "overlap"),
    (#"{"a":\#(entry),"a":\#(entry)}"#, "is repeated"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "overlap"),
    (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, "an integer"),
    (#"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#, "is missing"),
    (#"{"a":{"dtype":"F32","shape":[02],"data_offsets":[0,8]}}"#, "an integer"),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,2,4,0],"data_offsets":[0,0]}}"#,
      "does not match its shape"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}"#, "too large"
    ),
    (#"{"a":{"dtype":"F32","shape":[2]}}"#, "needs a dtype"),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}"#,
      "unexpected or repeated 'x'"
    ),
    (
      #"{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
      "unexpected or repeated"
    ),
    (#"{"__metadata__":{"a":1},"a":\#(entry)}"#, "is missing"),
    (#"{"a":\#(entry)} x"#, "follows"),
    (#" {"a":\#(entry)}"#, "must come first"),
    (#"{"a":\#(entry),}"#, "is missing"),
    (#"{"a\ud800":\#(entry)}"#, "escape"),
    (#"{"a"#, "has no end"),
  ]) func invalidHeaders(header: String, message: String) {
    let found = problem { try SafetensorsFile(Self.file(header, dataSize: 8)) }
    #expect(found.hasPrefix("a.safetensors: ") && found.contains(message), "\(found)")
  }

  @Test func validHeaders() throws {
    let spaced = "{ \"a\" : \(Self.entry) }  \n"
    #expect(try SafetensorsFile(Self.file(spaced, dataSize: 8)).names == ["a"])
    let escaped = #"{"\u72ac\ud83d\udc15\n":\#(Self.entry)}"#
    #expect(try SafetensorsFile(Self.file(escaped, dataSize: 8)).names == ["犬🐕\n"])
  }

  /// A file is not spoiled by one tensor of a type that nobody can compute in.
  @Test func otherTypesAreListed() throws {
    let header =
      #"{"a":\#(Self.entry),"b":{"dtype":"C64","shape":[1],"data_offsets":[8,16]},"#
      + #""c":{"dtype":"F4","shape":[8],"data_offsets":[16,20]},"#
      + #""d":{"dtype":"U16","shape":[2],"data_offsets":[20,24]}}"#
    let source = Self.file(header, dataSize: 24)
    let file = try SafetensorsFile(source)
    #expect(file.names == ["a", "b", "c", "d"])
    #expect(try file.tensors().map(\.name) == ["a", "d"])
    #expect(try file.tensor(named: "d").dtype == .int32)
    #expect(problem { try file.tensor(named: "b") }.contains("'b' is of type C64"))
    #expect(problem { try file.tensor(named: "c") }.contains("'c' is of type F4"))
    #expect(try ArrayFile(source).arrays.map(\.type) == ["float32", "complex64", "f4", "uint16"])
  }

  @Test func namesThatOnlyLookAlikeStayApart() throws {
    let (one, two) = ("caf\u{E9}", "cafe\u{301}")
    let header =
      #"{"\#(one)":\#(Self.entry),"\#(two)":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#
    let file = try SafetensorsFile(Self.file(header, dataSize: 12))
    #expect(file.shape(of: one) == [2])
    #expect(file.shape(of: two) == [1])
  }

  @Test func deepNestingIsAnError() {
    let nested = String(repeating: "[", count: 1 << 20)
    let found = problem { try SafetensorsFile(Self.file("{\"a\":" + nested, dataSize: 8)) }
    #expect(found.contains("'{' is missing"))
  }

  @Test func lyingLengthsAreErrors() throws {
    let bytes = try Fixture.bytes("all.safetensors")
    for length: UInt64 in [0, 1, UInt64(bytes.count), 1 << 40, 1 << 63, .max] {
      var lying: [UInt8] = []
      lying.append(littleEndian: length)
      lying += bytes[8...]
      let source = MemorySource(lying, name: "a.safetensors")
      #expect(problem { try SafetensorsFile(source) }.contains("header"), "\(length)")
    }
    for count in 0..<bytes.count {
      let source = MemorySource(Array(bytes[..<count]), name: "a.safetensors")
      #expect(problem { try SafetensorsFile(source) }.hasPrefix("a.safetensors: is"), "\(count)")
    }
  }

  private static func file(_ header: String, dataSize: Int) -> MemorySource {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt64(header.utf8.count))
    bytes += Array(header.utf8) + [UInt8](repeating: 0, count: dataSize)
    return MemorySource(bytes, name: "a.safetensors")
  }
}
