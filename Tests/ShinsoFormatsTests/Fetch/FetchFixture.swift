import Foundation
import Testing

@testable import ShinsoFormats

/// A cache and a `PATH` of its own, with tools that are scripts of the test.
struct FetchFixture {
  let folder: URL
  var environment: [String: String]

  var bin: URL { folder.appending(path: "bin") }
  var fetcher: Fetcher { Fetcher(environment: environment) }
  var dataFolder: URL { folder.appending(path: "cache/data") }

  static func with<Result>(_ body: (inout FetchFixture) throws -> Result) throws -> Result {
    try withTemporaryFolder { folder in
      var fixture = FetchFixture(
        folder: folder,
        environment: [
          "PATH": folder.appending(path: "bin").path,
          "SHINSO_CACHE": folder.appending(path: "cache").path,
        ])
      try FileManager.default.createDirectory(at: fixture.bin, withIntermediateDirectories: true)
      return try body(&fixture)
    }
  }

  /// Puts a shell script on the `PATH`. It appends its arguments to `calls` and finds the system's
  /// own tools.
  func tool(_ name: String, _ script: String) throws {
    let file = bin.appending(path: name)
    let text = """
      #!/bin/sh
      PATH=/usr/bin:/bin
      echo "\(name) $*" >> '\(folder.path)/calls'
      \(script)
      """
    try text.write(to: file, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }

  /// The tools called so far with their arguments.
  func calls() -> [String] {
    let text = try? String(contentsOf: folder.appending(path: "calls"), encoding: .utf8)
    return (text ?? "").split(separator: "\n").map(String.init)
  }

  @discardableResult
  func write(_ text: String, to path: String) throws -> URL {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file
  }

  static let content = "the content of the file\n"

  static func artifact(_ sources: FetchSource..., name: String = "sample.bin") -> Artifact {
    Artifact(
      name: name, byteCount: content.utf8.count,
      digest: .file(SHA256.hex(of: Data(content.utf8))), sources: sources)
  }

  /// An entry with one artifact, copied as `copy`.
  static func entry(
    _ artifact: Artifact, revision: Int = 1,
    assemble: (@Sendable (Assembly) throws -> Void)? = nil
  ) -> CatalogEntry {
    CatalogEntry(
      kind: .data, id: "sample", title: "A sample", license: "CC0", homepage: "nowhere",
      artifacts: [artifact], installedByteCount: 100, revision: revision,
      alternative: "something else",
      assemble: assemble ?? { assembly in
        let bytes = try InputFile(assembly.file(artifact.name)).allBytes()
        try assembly.write(bytes, as: "copy")
      })
  }

  /// The text of the entry's file.
  func copy() throws -> String {
    try String(contentsOf: dataFolder.appending(path: "sample/copy"), encoding: .utf8)
  }
}
