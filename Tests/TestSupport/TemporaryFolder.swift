import Foundation

/// Runs `body` with a new folder, which is removed afterwards.
public func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "shinso-tests-\(UUID().uuidString)", directoryHint: .isDirectory)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

extension URL {
  /// Makes empty files below this folder.
  public func touch(_ paths: String...) throws {
    for path in paths { try write([], to: path) }
  }

  /// Writes a file below this folder.
  @discardableResult
  public func write(_ bytes: some Sequence<UInt8>, to path: String) throws -> URL {
    let file = appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file
  }
}
