import Foundation
import Hummingbird
import ShinsoTensor

/// A file that was sent.
struct Upload: Sendable {
  /// What messages call it.
  static let name = "the file"

  let bytes: [UInt8]

  /// Writes it into a file of its own as long as `body` runs, for what reads files by their names. What
  /// `body` says of that file it says of the upload.
  func asFile<Result>(_ body: (_ path: String) throws -> Result) throws -> Result {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "shinso-\(UUID().uuidString)\(ending)")
    defer { try? FileManager.default.removeItem(at: file) }
    guard
      FileManager.default.createFile(
        atPath: file.path, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
    else { throw Problem(.internalServerError, "the file cannot be stored; is the disk full?") }
    do {
      return try body(file.path)
    } catch let error as InputError where error.subject.contains(file.lastPathComponent) {
      throw InputError(Self.name, error.problem)
    }
  }

  /// What a system says of it, as JSON. nil: nothing.
  func answer<Answer: Encodable>(_ ask: (_ path: String) throws -> Answer?) throws -> Data? {
    try asFile { path in
      guard let answer = try ask(path) else { return nil }
      let json = String(decoding: try Response.jsonBytes(answer), as: UTF8.self)
      return Data(json.replacing(path, with: Self.name).utf8)
    }
  }

  /// Readers of sound go by names.
  private var ending: String {
    let known = [("RIFF", ".wav"), ("RF64", ".wav"), ("fLaC", ".flac"), ("OggS", ".ogg")]
    return known.first { bytes.starts(with: $0.0.utf8) }?.1 ?? ""
  }
}
