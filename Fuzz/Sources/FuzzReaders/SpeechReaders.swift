import Foundation
import ShinsoTensor

@testable import ShinsoData
@testable import ShinsoFormats

/// The readers of sound, features of speech, lexica and language models.
let speechReaders: [String: Reader] = [
  "wav": { _ = try AudioFile(Scratch.write($0, "input.wav")) },
  "flac": { _ = try AudioFile(Scratch.write($0, "input.flac")) },
  "sphinx": { _ = try SphinxFeatures.read(Scratch.write($0, "input.mfc")) },
  "htk": { _ = try HTKFeatures(Scratch.write($0, "input.htk")) },
  "kaldi": { bytes in
    let archive = KaldiArchive(MemorySource(bytes, name: "input"))
    while try archive.next() != nil {}
  },
  "arpa": { _ = try ARPAFile(MemorySource($0, name: "input")) },
  "lexicon": { bytes in
    let lexicon = try Lexicon(Scratch.write(bytes, "lexicon.txt"))
    precondition(lexicon.words.count == lexicon.pronunciations.count, "a word was lost")
  },
  "transcripts": { bytes in
    let transcripts = try Transcripts(Scratch.write(bytes, "transcripts.txt"))
    precondition(!transcripts.lines.isEmpty, "there are no transcripts")
  },
]
