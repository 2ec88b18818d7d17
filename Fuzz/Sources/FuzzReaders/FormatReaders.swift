import ShinsoData
import ShinsoFormats

/// The readers of single files in the various formats.
let formatReaders: [String: Reader] = [
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
  "hdf5": { bytes in
    let file = try HDF5File(source(bytes))
    for name in file.names.prefix(64) { _ = try? file.tensor(named: name) }
  },
  "keras": { _ = try KerasFile(source($0)).layers.map(\.kind) },
  "torch": { bytes in
    _ = try? PyTorchFile.stateDict(source(bytes))
    _ = try PyTorchFile.load(source(bytes))
  },
  "arrays": { bytes in
    let file = try ArrayFile(source(bytes))
    for index in file.arrays.indices.prefix(16) { _ = try file.statistics(of: index) }
  },
  "jpeg": { try decode($0, start: [0xFF, 0xD8, 0xFF]) },
  "png": { try decode($0, start: [0x89, 0x50, 0x4E, 0x47]) },
  "webp": { try decode($0, start: Array("RIFF".utf8)) },
  "compressed": { bytes in
    let archive = try TarArchive(source(bytes))
    for entry in archive.entries.prefix(16) { _ = try archive.read(entry) }
  },
  "prototxt": { bytes in
    let net = try CaffeNet(prototxt: source(bytes))
    let text = net.in(.test).prototxt
    if !text.isEmpty { _ = try? CaffeNet(prototxt: source(Array(text.utf8))) }
  },
  "caffemodel": { bytes in
    let net = try CaffeNet(caffemodel: source(bytes))
    _ = net.takingBlobs(of: net)
  },
  "mean": { _ = try CaffeMean.read(source($0)) },
  "solver": { bytes in
    let solver = try CaffeSolver(source(bytes), folder: Scratch.folder)
    for update in [0, 1, 1 << 30] { _ = solver.rate(at: update) }
  },
  "words": { _ = try WordVectorFile(source($0)) },
  "onnx": { bytes in
    let file = try ONNXInitializers(source(bytes))
    for name in file.names.prefix(16) { _ = try? file.tensor(named: name) }
  },
  "csv": { _ = try CSV($0, name: "input").dataset(name: "input") },
]

private let limit = 1 << 26

private func source(_ bytes: [UInt8]) -> MemorySource { MemorySource(bytes, name: "input") }

/// Skip other formats, which would go to the other decoder; that has its own fuzzer.
private func decode(_ bytes: [UInt8], start: [UInt8]) throws {
  guard bytes.starts(with: start) else { return }
  _ = try Image(data: bytes, name: "input", as: bytes.count % 2 == 0 ? .rgb : .gray)
}
