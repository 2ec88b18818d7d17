import ShinsoTensor

/// Where the storages of a PyTorch file are: in a zip archive, or one after another behind the
/// pickles (before PyTorch 1.6).
enum TorchContainer {
  case archive(ZipArchive, prefix: String)
  /// The offset and size of each storage, in bytes.
  case legacy(any ByteSource, [String: (offset: Int, size: Int)])

  /// The size of a storage in bytes. Throws `InputError` if no storage has that key.
  func size(of key: String) throws -> Int {
    switch self {
    case .archive(let archive, let prefix):
      return try archive.entry(named: "\(prefix)data/\(key)").size
    case .legacy(let source, let storages):
      guard let storage = storages[key] else {
        throw InputError(source.name, "is damaged: the storage \(quoted(key)) is missing")
      }
      return storage.size
    }
  }

  /// Fills `buffer`, which must have exactly the storage's size.
  func read(_ key: String, into buffer: UnsafeMutableRawBufferPointer) throws {
    switch self {
    case .archive(let archive, let prefix):
      let reader = try ZipEntryReader(archive, archive.entry(named: "\(prefix)data/\(key)"))
      try reader.readFully(into: buffer)
      try reader.finish()
    case .legacy(let source, let storages):
      try source.read(at: storages[key]?.offset ?? 0, into: buffer)
    }
  }

  /// The contents of a storage from start to end.
  func stream(of key: String) throws -> any ByteStream {
    switch self {
    case .archive(let archive, let prefix):
      return try ZipEntryReader(archive, archive.entry(named: "\(prefix)data/\(key)"))
    case .legacy(let source, let storages):
      return SourceStream(source, at: storages[key]?.offset ?? 0)
    }
  }

  /// The contents of a storage.
  func bytes(_ key: String) throws -> [UInt8] {
    switch self {
    case .archive(let archive, let prefix):
      return try archive.read(archive.entry(named: "\(prefix)data/\(key)"))
    case .legacy(let source, let storages):
      guard let storage = storages[key] else { return [] }
      return try source.bytes(at: storage.offset, count: storage.size)
    }
  }
}
