import Foundation
import Hummingbird
import ShinsoTensor

/// A file that was sent.
struct Upload: Sendable {
  /// What it must be. An archive of many would be work for hours.
  enum Kind {
    case picture, sound

    fileprivate func holds(_ bytes: [UInt8]) -> Bool {
      func starts(_ text: String, at place: Int = 0) -> Bool {
        bytes.dropFirst(place).starts(with: text.utf8)
      }
      switch self {
      case .picture:
        return bytes.starts(with: [0x89, 0x50, 0x4E, 0x47])
          || bytes.starts(with: [0xFF, 0xD8, 0xFF]) || starts("RIFF") && starts("WEBP", at: 8)
      case .sound:
        return (starts("RIFF") || starts("RF64")) && starts("WAVE", at: 8) || starts("fLaC")
          || starts("OggS") || starts("FORM") || starts(".snd")
      }
    }

    fileprivate var problem: String {
      switch self {
      case .picture: "is not a JPEG, PNG or WebP picture"
      case .sound: "is not a WAV, FLAC, Ogg, AIFF or AU sound"
      }
    }
  }

  /// What messages call it.
  static let name = "the file"

  let bytes: [UInt8]

  /// Writes it into a file of its own as long as `body` runs, for what reads files by their names. What
  /// `body` says of that file it says of the upload.
  ///
  /// - Throws: `InputError` if it is not of that kind.
  func asFile<Result>(
    of kind: Kind, _ body: (_ path: String) throws -> Result
  ) throws -> Result {
    guard kind.holds(bytes) else { throw InputError(Self.name, kind.problem) }
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
  func answer<Answer: Encodable>(
    of kind: Kind, _ ask: (_ path: String) throws -> Answer?
  ) throws -> Data? {
    try asFile(of: kind) { path in
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
