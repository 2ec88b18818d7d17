import Foundation
import ShinsoFormats
import ShinsoTensor

/// A folder of recordings with what is said in them: `transcripts.txt` has a line `NAME WORDS` for each,
/// the name being the file's path in the folder or its last part, with or without its extension. Where it
/// lies in the folder is its speaker.
///
/// - `test.txt` has such lines of the recordings for testing; without it, every tenth speaker is held out,
///   or every tenth recording where there are fewer than ten speakers.
/// - `lexicon.txt` says how words are pronounced; without it, they must be written in kana.
public struct TranscribedFolder: Sendable {
  public let lexicon: Lexicon
  public let train: SpeechPart
  public let test: SpeechPart

  public static let transcriptsName = "transcripts.txt"

  /// - Throws: `InputError` naming what is missing or wrong.
  public init(_ folder: URL) throws {
    let recordings = try Recordings(folder)
    let all = try recordings.part(Transcripts(folder.appending(path: Self.transcriptsName)))
    let list = folder.appending(path: "test.txt")
    if FileManager.default.fileExists(atPath: list.path) {
      (train, test) = (all, try recordings.part(Transcripts(list)))
    } else {
      let held = HeldOut.tenth(of: all.speakers)
      guard !held.isEmpty, held.count < all.files.count else {
        throw InputError(
          all.transcripts.name,
          "has only \(counted(all.files.count, "recording")), of which none can be held out for "
            + "testing")
      }
      train = all.chosen { !held.contains($0) }
      test = all.chosen { held.contains($0) }
    }
    let file = folder.appending(path: "lexicon.txt")
    if FileManager.default.fileExists(atPath: file.path) {
      lexicon = try Lexicon(file)
    } else {
      let words = Set((train.transcripts.lines + test.transcripts.lines).flatMap(\.words))
      lexicon = try Lexicon(kana: words.sortedByBytes(), missing: file.path)
    }
  }

  /// The sound files in a folder, by the names that a line may give them.
  private struct Recordings {
    private let folder: URL
    private var paths: [String: String] = [:]
    private var ambiguous: Set<String> = []

    init(_ folder: URL) throws {
      self.folder = folder
      let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
      for path in (all ?? []).sortedByBytes() {
        let url = URL(filePath: path)
        guard AudioFile.extensions.contains(url.pathExtension.lowercased()) else { continue }
        let plain = String(path.dropLast(url.pathExtension.count + 1))
        let last = url.deletingPathExtension().lastPathComponent
        for name in Set([path, plain, url.lastPathComponent, last]) {
          if let other = paths[name], other != path { ambiguous.insert(name) }
          paths[name] = path
        }
      }
      if paths.isEmpty { throw InputError(folder.path, "has no sound files") }
    }

    func part(_ transcripts: Transcripts) throws -> SpeechPart {
      let missing = transcripts.lines.filter { paths[$0.id] == nil }.map(\.id)
      guard missing.isEmpty else {
        throw InputError(
          transcripts.name,
          "\(counted(missing.count, "recording is", "recordings are")) not in \(folder.path): "
            + missing.prefix(10).joined(separator: " ") + (missing.count > 10 ? " …" : ""))
      }
      if let name = transcripts.lines.map(\.id).first(where: ambiguous.contains) {
        throw InputError(
          transcripts.name, "\(quoted(name)) is the name of several files; give their paths")
      }
      let own = transcripts.lines.map { paths[$0.id] ?? $0.id }
      return SpeechPart(
        transcripts: transcripts, files: own.map { folder.appending(path: $0) },
        speakers: own.map { $0.split(separator: "/").dropLast().joined(separator: "/") })
    }
  }
}

extension SpeechPart {
  /// The utterances whose numbers are chosen.
  fileprivate func chosen(_ isChosen: (Int) -> Bool) -> SpeechPart {
    let indices = files.indices.filter(isChosen)
    return SpeechPart(
      transcripts: Transcripts(name: transcripts.name, indices.map { transcripts.lines[$0] }),
      files: indices.map { files[$0] }, speakers: indices.map { speakers[$0] })
  }
}
