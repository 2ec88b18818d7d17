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

  // MARK: The machinery

  private func fuzz(_ file: String, _ read: (MemorySource) throws -> Void) throws {
    try fuzz(Fixture.bytes(file), file, read)
  }

  /// Calls `read` with damaged versions of `bytes`, the same ones in every run.
  private func fuzz(_ bytes: [UInt8], _ name: String, _ read: (MemorySource) throws -> Void) throws
  {
    var random = SplitMix(state: UInt64(bytes.count) &* 0x9E37_79B9)
    var failures = 0
    for round in 0..<Self.rounds {
      let damaged = mutated(bytes, &random)
      do {
        try read(MemorySource(damaged, name: name))
      } catch let error as InputError {
        failures += 1
        // One line that names the file.
        if !error.description.hasPrefix(name) || error.description.contains("\n") {
          Issue.record("\(name), round \(round): \(error)")
        }
      }
    }
    #expect(failures > Self.rounds / 10, "hardly any damage to \(name) was noticed")
  }

  private func mutated(_ bytes: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      guard !bytes.isEmpty else { break }
      let index = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<8, using: &random) {
      case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 2: bytes[index] = [0, 1, 0x7F, 0x80, 0xFF][Int.random(in: 0..<5, using: &random)]
      case 3: bytes.removeSubrange(index...)
      case 4: bytes.remove(at: index)
      case 5: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
      case 6:
        // A number of 8 bytes that is too large, in a place where a number may be.
        let end = min(index + 8, bytes.count)
        for place in index..<end { bytes[place] = place == end - 1 ? 0x7F : 0xFF }
      default:
        let count = Int.random(in: 1...min(32, bytes.count - index), using: &random)
        let source = Int.random(in: 0...(bytes.count - count), using: &random)
        bytes.replaceSubrange(index..<index + count, with: bytes[source..<source + count])
      }
    }
    return bytes
  }
}

/// A small random number generator whose numbers do not change (Steele et al., "Fast splittable
/// pseudorandom number generators", OOPSLA 2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
