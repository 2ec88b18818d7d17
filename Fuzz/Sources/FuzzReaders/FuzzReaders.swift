import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// What reads files, by name. Each may read the bytes or throw an `InputError`; whatever else it
/// does is a fault: a trap, another error, memory without bound.
private let readers: [String: @Sendable ([UInt8]) throws -> Void] = [
  "npy": { _ = try NPY.read(source($0)) },
  "npz": { bytes in
    let archive = try NPZArchive(source(bytes))
    for name in archive.names.prefix(16) {
      _ = try? archive.strings(named: name)
      _ = try archive.tensor(named: name)
    }
  },
  "zip": { bytes in
    let archive = try ZipArchive(source(bytes))
    for entry in archive.entries.prefix(16) { _ = try archive.read(entry, limit: limit) }
  },
  "tar": { bytes in
    let archive = try TarArchive(source(bytes))
    for entry in archive.entries.prefix(16) { _ = try archive.read(entry) }
  },
  "gzip": { _ = try Gzip.read(source($0), limit: limit) },
  "idx": { _ = try IDX.read(source($0)) },
  "safetensors": { _ = try SafetensorsFile(source($0)).tensors() },
  "torch": { bytes in
    _ = try? PyTorchFile.stateDict(source(bytes))
    _ = try PyTorchFile.load(source(bytes))
  },
  // A header may promise more pixels than are worth a fuzzer's time: those are not decoded.
  "jpeg": { try decode($0, start: [0xFF, 0xD8, 0xFF]) },
  "png": { try decode($0, start: [0x89, 0x50, 0x4E, 0x47]) },
  "csv": { _ = try CSV($0, name: "input").dataset(name: "input") },
]

private let limit = 1 << 26

private func source(_ bytes: [UInt8]) -> MemorySource { MemorySource(bytes, name: "input") }

private func decode(_ bytes: [UInt8], start: [UInt8]) throws {
  guard bytes.starts(with: start) else { return }
  _ = try Image(data: bytes, name: "input", as: bytes.count % 2 == 0 ? .rgb : .gray)
}

/// The reader that SHINSO_FUZZ_READER names.
private let reader: @Sendable ([UInt8]) throws -> Void = {
  let name = ProcessInfo.processInfo.environment["SHINSO_FUZZ_READER"] ?? ""
  guard let reader = readers[name] else {
    let known = readers.keys.sorted().joined(separator: " ")
    FileHandle.standardError.write(Data("SHINSO_FUZZ_READER: one of \(known)\n".utf8))
    exit(2)
  }
  return reader
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do {
    try reader(bytes)
  } catch let error as InputError {
    precondition(!error.description.contains("\n"), "a message of several lines: \(error)")
  } catch {
    fatalError("another error than InputError: \(error)")
  }
  return 0
}
