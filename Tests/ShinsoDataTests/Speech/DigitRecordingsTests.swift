import Foundation
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct DigitRecordingsTests {
  private func make(_ folder: URL) throws {
    for speaker in ["ann", "bob", "eve"] {
      for digit in 0...9 {
        for index in [0, 4, 5, 12] {
          let samples = (0..<800).map { Float(($0 * (digit + 3)) % 50) / 100 }
          try Waveform(samples, sampleRate: 8000)
            .writeWAV(to: folder.appending(path: "\(digit)_\(speaker)_\(index).wav"))
        }
      }
    }
  }

  @Test func leavesASpeakerOut() throws {
    try withFolder { folder in
      let source = folder.appending(path: "recordings")
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      try make(source)
      let recordings = try #require(try DigitRecordings(source))
      #expect(recordings.speakers == ["ann", "bob", "eve"])
      let cache = Cache(root: folder.appending(path: "cache"))
      let corpus = try SpeechCorpus(recordings.folder(leavingOut: "bob", in: cache))
      #expect(Set(corpus.train.speakers) == ["ann", "eve"])
      #expect(Set(corpus.test.speakers) == ["bob"])
      // Every recording is in one string.
      #expect(corpus.test.transcripts.lines.map(\.words.count).reduce(0, +) == 40)
      #expect(corpus.train.transcripts.lines.map(\.words.count).reduce(0, +) == 80)
      #expect(corpus.test.transcripts.lines.contains { $0.words.count > 1 })
      let own = try SpeechCorpus(recordings.folder(leavingOut: nil, in: cache))
      #expect(own.test.sources.count == 60 && own.train.sources.count == 60)
      #expect(own.test.transcripts.lines.allSatisfy { $0.words.count == 1 })
      #expect(throws: InputError.self) { try recordings.folder(leavingOut: "zoe", in: cache) }
    }
  }

  @Test func otherFoldersAreNone() throws {
    try withFolder { folder in
      try folder.touch("1_ann_0.wav", "hello.wav")
      #expect(try DigitRecordings(folder) == nil)
      #expect(try DigitRecordings(folder.appending(path: "nothing")) == nil)
    }
  }
}
