import Foundation
import ShinsoFormats
import ShinsoTensor

/// A folder of recordings with what is said in them: `transcripts.txt` has a line `NAME WORDS` for each,
/// the name being the file's path in the folder or its last part, with or without its extension. Where it
/// lies in the folder is its speaker. In place of sound there may be features, also as entries of Kaldi's
/// archives, whose names are theirs.
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
      guard !held.isEmpty, held.count < all.sources.count else {
        throw InputError(
          all.transcripts.name,
          "has only \(counted(all.sources.count, "recording")), of which none can be held out for "
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

  /// What a folder holds, by the names that a line may give it.
  private struct Recordings {
    private let folder: URL
    private var sources: [String: UtteranceSource] = [:]
    private var ambiguous: Set<String> = []

    init(_ folder: URL) throws {
      self.folder = folder
      let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
      for path in (all ?? []).sortedByBytes() {
        let url = folder.appending(path: path)
        guard UtteranceSource.isSpeech(url) else { continue }
        let plain = String(path.dropLast(url.pathExtension.count + 1))
        let last = url.deletingPathExtension().lastPathComponent
        for source in try UtteranceSource.all(in: url) {
          let names = source.entryName.map { [$0] } ?? [path, plain, url.lastPathComponent, last]
          for name in Set(names) {
            if let other = sources[name], other != source { ambiguous.insert(name) }
            sources[name] = source
          }
        }
      }
      if sources.isEmpty { throw InputError(folder.path, "has no sound files and no features") }
    }

    func part(_ transcripts: Transcripts) throws -> SpeechPart {
      let missing = transcripts.lines.filter { sources[$0.id] == nil }.map(\.id)
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
      return SpeechPart(
        transcripts: transcripts, sources: transcripts.lines.compactMap { sources[$0.id] },
        speakers: transcripts.lines.map { speaker(of: $0.id) })
    }

    /// The folder of a file; of an entry of an archive, what stands before the first hyphen of its name,
    /// as Kaldi's names have it.
    private func speaker(of name: String) -> String {
      guard let source = sources[name] else { return "" }
      if let entry = source.entryName {
        return entry.contains("-") ? String(entry.prefix { $0 != "-" }) : ""
      }
      let parent = source.file.deletingLastPathComponent().path
      return String(parent.dropFirst(folder.path.count).drop { $0 == "/" })
    }
  }
}

extension SpeechPart {
  /// The utterances whose numbers are chosen.
  fileprivate func chosen(_ isChosen: (Int) -> Bool) -> SpeechPart {
    let indices = sources.indices.filter(isChosen)
    return SpeechPart(
      transcripts: Transcripts(name: transcripts.name, indices.map { transcripts.lines[$0] }),
      sources: indices.map { sources[$0] }, speakers: indices.map { speakers[$0] })
  }
}
