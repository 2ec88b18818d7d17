import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

/// Every reader is given thousands of damaged files. It may read them or throw an `InputError`;
/// anything else, a trap or another error, ends the test run.
@Suite(.serialized) struct FuzzTests {
  private static let rounds = 3000

  @Test(arguments: ["fortran.npy", "big.npy", "scalar.npy", "version2.npy", "records.npy"])
  func npy(file: String) throws {
    try fuzz(file) { _ = try NPY.read($0) }
  }

  @Test(arguments: ["all.npz", "compressed.npz", "strings.npz"])
  func npz(file: String) throws {
    try fuzz(file) { source in
      let archive = try NPZArchive(source)
      for name in archive.names {
        _ = try? archive.strings(named: name)
        _ = try archive.tensor(named: name)
      }
    }
  }

  /// Past the check sums: the arrays are damaged before they are archived.
  @Test func stringArrays() throws {
    let array = NPYStrings.bytes(["cat", "犬", "shiba inu"])
    try fuzz(array, "strings") { source in
      let bytes = try makeArchive { try $0.add("a.npy", source.contents) }
      _ = try NPZArchive(MemorySource(bytes, name: source.name)).strings(named: "a")
    }
  }

  @Test(arguments: ["streamed.zip", "zip64.zip", "bzip2.zip"]) func zip(file: String) throws {
    try fuzz(file) { source in
      let archive = try ZipArchive(source)
      for entry in archive.entries { _ = try archive.read(entry) }
    }
  }

  @Test(arguments: ["images.idx.gz", "members.gz"]) func gzip(file: String) throws {
    try fuzz(file) { _ = try Gzip.read($0) }
  }

  @Test(arguments: ["images.idx", "images.idx.gz", "ints.idx"]) func idx(file: String) throws {
    try fuzz(file) { _ = try IDX.read($0) }
  }

  @Test func onnx() throws {
    try fuzz(ONNXInitializersTests.whole, "a.onnx") { source in
      let file = try ONNXInitializers(source)
      for name in file.names { _ = try file.tensor(named: name) }
    }
  }

  @Test func safetensors() throws {
    try fuzz("all.safetensors") { _ = try SafetensorsFile($0).tensors() }
  }

  @Test(arguments: [
    "state-zip.pt", "state-legacy.pt", "state-legacy4.pt", "strided.pt", "strided-legacy.pt",
    "attack.pt",
  ]) func torch(file: String) throws {
    try fuzz(file) { source in
      _ = try? PyTorchFile.stateDict(source)
      _ = try PyTorchFile.load(source)
    }
  }

  /// Past the check sums: the pickles are damaged before they are archived.
  @Test(arguments: ["strided.pt", "checkpoint-zip.pt", "checkpoint-proto4.pt"])
  func pickles(file: String) throws {
    let archive = try ZipArchive(Fixture.url(file))
    let entries = try archive.entries.map { entry in
      (name: entry.name, contents: try archive.read(entry))
    }
    let pickle = try #require(entries.first { $0.name.hasSuffix("/data.pkl") })
    let others = entries.filter { $0.name != pickle.name }
    try fuzz(pickle.contents, file) { source in
      let bytes = try makeArchive { archive in
        try archive.add(pickle.name, source.contents)
        for entry in others { try archive.add(entry.name, entry.contents) }
      }
      _ = try PyTorchFile.load(MemorySource(bytes, name: file))
    }
  }

  @Test(arguments: [
    "all.safetensors", "compressed.npz", "strings.npz", "records.npy", "objects.npy",
    "strided-legacy.pt", "checkpoint-zip.pt",
  ]) func listings(file: String) throws {
    try fuzz(file) { source in
      let file = try ArrayFile(source)
      for index in file.arrays.indices { _ = try file.statistics(of: index) }
    }
  }

  private func fuzz(_ file: String, _ read: (MemorySource) throws -> Void) throws {
    try fuzz(Fixture.bytes(file), file, read)
  }

  private func fuzz(_ bytes: [UInt8], _ name: String, _ read: (MemorySource) throws -> Void) throws
  {
    try expectTypedErrors(bytes, name, rounds: Self.rounds, read)
  }
}
