import Foundation

/// A folder for readers that only take files. `Fuzz/run` creates it in memory and removes it.
enum Scratch {
  static let folder = FileManager.default.temporaryDirectory

  @discardableResult
  static func write(_ bytes: [UInt8], _ name: String) throws -> URL {
    let url = folder.appending(path: name)
    try Data(bytes).write(to: url)
    return url
  }

  /// Calls `body` with an archive with a new name, because the contents of the last ones are
  /// cached.
  static func withArchive(_ bytes: [UInt8], _ body: (URL) throws -> Void) throws {
    let ending = bytes.starts(with: [0x50, 0x4B]) ? "zip" : "tar"
    let archive = try write(bytes, "\(UUID().uuidString).\(ending)")
    defer { unlink(archive.path) }
    try body(archive)
  }
}
