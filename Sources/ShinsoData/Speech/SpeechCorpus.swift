import Foundation
import ShinsoFormats
import ShinsoTensor

/// Recordings with transcripts and a lexicon, in one of the layouts that are known.
public struct SpeechCorpus: Sendable {
  public let lexicon: Lexicon
  public let train: SpeechPart
  public let test: SpeechPart

  /// - Parameter folder: laid out as for sphinxtrain (``SphinxDatabase``), or a ``TranscribedFolder``.
  /// - Throws: `InputError` naming what is missing or wrong.
  public init(_ folder: URL) throws {
    func exists(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: folder.appending(path: name).path)
    }
    if exists(TranscribedFolder.transcriptsName) {
      let own = try TranscribedFolder(folder)
      (lexicon, train, test) = (own.lexicon, own.train, own.test)
    } else if exists("etc") {
      let own = try SphinxDatabase(folder)
      (lexicon, train, test) = (own.lexicon, own.train, own.test)
    } else {
      throw InputError(
        folder.path,
        exists(".")
          ? "does not hold speech data: it has neither \(TranscribedFolder.transcriptsName), with a line "
            + "`NAME WORDS` for each recording, nor etc/NAME_train.fileids as for sphinxtrain"
          : "no such folder")
    }
  }
}
