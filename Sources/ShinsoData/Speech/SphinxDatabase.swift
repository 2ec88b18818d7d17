import Foundation
import ShinsoFormats
import ShinsoTensor

/// A speech database laid out as for sphinxtrain: `etc/NAME.dic`, `etc/NAME_train.fileids`,
/// `etc/NAME_train.transcription` and the same for `test`, features in `feat/NAME.mfc`, or
/// sound in `wav/NAME.wav`. The folder of a file is its speaker.
public struct SphinxDatabase: Sendable {
  public let lexicon: Lexicon
  public let train: SpeechPart
  public let test: SpeechPart

  private static let largestByteCount = 1 << 28

  /// - Throws: `InputError` naming what is missing or wrong.
  public init(_ folder: URL) throws {
    let etc = folder.appending(path: "etc")
    let names = try FolderListing.names(in: etc)
    let ending = "_train.fileids"
    guard let list = names.first(where: { $0.hasSuffix(ending) }) else {
      throw InputError(
        folder.path, "is not laid out for sphinxtrain: it has no etc/NAME\(ending)")
    }
    let name = String(list.dropLast(ending.count))
    lexicon = try Lexicon(etc.appending(path: "\(name).dic"))
    train = try Self.part(folder, "\(name)_train")
    test = try Self.part(folder, "\(name)_test")
  }

  private static func part(_ folder: URL, _ name: String) throws -> SpeechPart {
    let list = folder.appending(path: "etc/\(name).fileids")
    let text = try TextDecoder(name: list.path)
      .decode(PackedFile.bytes(of: list, limit: largestByteCount)).text
    let paths = text.split(whereSeparator: \.isNewline).map { $0.split(separator: "/") }
      .filter { !$0.isEmpty }
    let transcripts = try Transcripts(folder.appending(path: "etc/\(name).transcription"))
    let byID = Dictionary(uniqueKeysWithValues: transcripts.lines.map { ($0.id, $0) })
    let lines = try paths.map { path in
      let id = String(path[path.count - 1])
      guard let line = byID[id] else {
        throw InputError(transcripts.name, "has no transcript of \(quoted(id)) in \(list.path)")
      }
      return line
    }
    return SpeechPart(
      transcripts: Transcripts(name: transcripts.name, lines),
      sources: paths.map { UtteranceSource(file(folder, $0.joined(separator: "/"))) },
      speakers: paths.map { $0.dropLast().joined(separator: "/") })
  }
  private static func file(_ folder: URL, _ path: String) -> URL {
    let features = folder.appending(path: "feat/\(path).mfc")
    let sound = folder.appending(path: "wav/\(path).wav")
    let exists = FileManager.default.fileExists(atPath:)
    return !exists(features.path) && exists(sound.path) ? sound : features
  }
}
