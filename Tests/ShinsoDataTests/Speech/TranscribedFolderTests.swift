import Foundation
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct TranscribedFolderTests {
  private func problem<Result>(_ body: () throws -> Result) -> String {
    do {
      _ = try body()
      return ""
    } catch { return "\(error)" }
  }

  @Test func readsRecordingsBySeveralNames() throws {
    try withFolder { folder in
      try folder.touch("ann/a.wav", "bob/b.FLAC", "c.ogg", "notes.txt")
      try folder.write("a YES\nbob/b NO\nc.ogg YES\n".utf8, to: "transcripts.txt")
      try folder.write("ann/a.wav NO\n".utf8, to: "test.txt")
      try folder.write("YES Y EH S\nNO N OW\n".utf8, to: "lexicon.txt")
      let corpus = try SpeechCorpus(folder)
      #expect(corpus.train.sources.map(\.file.lastPathComponent) == ["a.wav", "b.FLAC", "c.ogg"])
      #expect(corpus.train.speakers == ["ann", "bob", ""])
      #expect(corpus.test.transcripts.lines.map(\.words) == [["NO"]])
    }
  }

  @Test func holdsOutATenth() throws {
    try withFolder { folder in
      for index in 0..<20 { try folder.touch("u\(index).wav") }
      let lines = (0..<20).map { "u\($0) いち に\n" }.joined()
      try folder.write(lines.utf8, to: "transcripts.txt")
      let corpus = try SpeechCorpus(folder)
      #expect(corpus.test.transcripts.lines.map(\.id) == ["u5", "u15"])
      #expect(corpus.train.sources.count == 18)
      #expect(corpus.lexicon.words == ["いち", "に"])
      // Of many speakers, one in ten.
      let speakers = (0..<40).map { "s\($0 % 20)" }
      #expect(Set(HeldOut.tenth(of: speakers).map { speakers[$0] }).count == 2)
    }
  }

  @Test func saysWhatIsMissing() throws {
    try withFolder { folder in
      #expect(problem { try SpeechCorpus(folder) }.contains("has neither transcripts.txt"))
      #expect(problem { try SpeechCorpus(folder.appending(path: "x")) }.contains("no such folder"))
      try folder.write("u1 いち\nu2 に\n".utf8, to: "transcripts.txt")
      #expect(problem { try SpeechCorpus(folder) }.contains("has no sound files and no features"))
      try folder.touch("u1.wav")
      #expect(problem { try SpeechCorpus(folder) }.contains("1 recording is not in"))
      try folder.touch("x/u2.wav", "y/u2.wav")
      #expect(problem { try SpeechCorpus(folder) }.contains("'u2' is the name of several files"))
    }
  }

  /// Files of NumPy and entries of a Kaldi archive, whose speaker stands before the hyphen.
  @Test func featuresOfOtherPrograms() throws {
    func bytes(_ value: Int32) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }
    func entry(_ name: String, _ values: [Float]) -> [UInt8] {
      Array("\(name) \0BFM ".utf8) + [4] + bytes(Int32(values.count / 2)) + [4] + bytes(2)
        + values.flatMap { bytes(Int32(bitPattern: $0.bitPattern)) }
    }
    try withFolder { folder in
      let archive = entry("ann-1", [1, 2]) + entry("bob-1", [3, 4, 5, 6])
      try folder.write(archive, to: "feats.ark")
      let array = Tensor([7, 8, 9, 10, 11, 12] as [Float], shape: [3, 2])
      try NPY.write(array, to: folder.appending(path: "c.npy"))
      try folder.write("bob-1 に\nc いち\nann-1 に\n".utf8, to: "transcripts.txt")
      try folder.write("c いち\n".utf8, to: "test.txt")
      let corpus = try SpeechCorpus(folder)
      #expect(corpus.train.speakers == ["bob", "", "ann"])
      let frontEnd = try SpeechFrontEnd(corpus.train.sources[0])
      #expect(frontEnd == .features(width: 2))
      let read = try corpus.train.sources.map { try frontEnd.frames($0).values }
      #expect(read == [[3, 4, 5, 6], [7, 8, 9, 10, 11, 12], [1, 2]])
      #expect(corpus.train.sources[0].name.hasSuffix("feats.ark:bob-1"))
      try folder.write(archive.dropLast(), to: "feats.ark")
      #expect(problem { try SpeechCorpus(folder) }.contains("entry bob-1: is cut short or damaged"))
      try NPY.write(Tensor([1, 2] as [Float]), to: folder.appending(path: "d.npy"))
      #expect(
        problem { try SpeechFrontEnd(UtteranceSource(folder.appending(path: "d.npy"))) }
          .contains("not frames of floats"))
    }
  }

  @Test func soundThatCannotBeUsed() throws {
    try withFolder { folder in
      func file(_ samples: [Float], _ rate: Int) throws -> UtteranceSource {
        let url = folder.appending(path: "a.wav")
        try Waveform(samples, sampleRate: rate).writeWAV(to: url)
        return UtteranceSource(url)
      }
      let noise = (0..<16_000).map { Float($0 % 17) / 40 - 0.2 }
      let frontEnd = SpeechFrontEnd.sound(sampleRate: 16_000)
      let good = try frontEnd.frames(file(noise, 16_000))
      #expect(good.width == 13 && good.values.count == 98 * 13)
      #expect(try SpeechFrontEnd(file(noise, 44_100)) == frontEnd)
      func told(_ samples: [Float], _ rate: Int) -> String {
        problem { try frontEnd.frames(file(samples, rate)) }
      }
      #expect(told([Float](repeating: 0, count: 16_000), 16_000).hasSuffix("a.wav: is silent"))
      #expect(told(Array(noise.prefix(320)), 16_000).contains("lasts only 20 ms"))
      #expect(told(noise, 8000).contains("8000 samples a second, but 16000 are needed"))
      #expect(told(noise, 4000).contains("speech needs at least 8000"))
      let features = SpeechFrontEnd.features(width: 13)
      #expect(problem { try features.frames(file(noise, 16_000)) }.contains("is a sound file, but"))
    }
  }

  /// What is written is read again, but for the rounding to 16 bits.
  @Test func wavComesBack() throws {
    try withFolder { folder in
      let url = folder.appending(path: "a.wav")
      let samples: [Float] = [0, 0.5, -0.25, 1.5, -1]
      try Waveform(samples, sampleRate: 8000).writeWAV(to: url)
      let sound = try AudioFile(url).sound
      #expect(sound.sampleRate == 8000 && sound.samples.count == 5)
      for (a, b) in zip(sound.samples, [0, 0.5, -0.25, 1, -1]) { #expect(abs(a - Float(b)) < 1e-4) }
    }
  }
}
