import CSndFile
import Foundation
import TestSupport
import Testing

@testable import ShinsoData

@Suite struct AudioFileTests {
  /// Written by libsndfile.
  private func write(
    _ format: Int, channels: Int = 1, rate: Int = 8000, count: Int = 4000, to url: URL
  ) throws {
    var info = SF_INFO()
    info.samplerate = Int32(rate)
    info.channels = Int32(channels)
    info.format = Int32(format)
    let file = try #require(sf_open(url.path, Int32(SFM_WRITE), &info))
    defer { sf_close(file) }
    let samples = (0..<count * channels).map { index -> Float in
      // The second channel is the first one with half its strength.
      let time = Double(index / channels)
      return Float(0.5 * sin(0.05 * time) / Double(1 + index % channels))
    }
    #expect(sf_writef_float(file, samples, sf_count_t(count)) == sf_count_t(count))
  }

  private func problem(_ read: () throws -> AudioFile) -> String {
    do {
      _ = try read()
      return "none"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    arguments: [
      (SF_FORMAT_WAV | SF_FORMAT_PCM_U8, "wav", 1e-2),
      (SF_FORMAT_WAV | SF_FORMAT_PCM_16, "wav", 1e-4),
      (SF_FORMAT_WAV | SF_FORMAT_PCM_24, "wav", 1e-6),
      (SF_FORMAT_WAV | SF_FORMAT_PCM_32, "wav", 1e-6),
      (SF_FORMAT_WAV | SF_FORMAT_FLOAT, "wav", 1e-7),
      (SF_FORMAT_WAV | SF_FORMAT_DOUBLE, "wav", 1e-7),
      (SF_FORMAT_WAV | SF_FORMAT_ULAW, "wav", 2e-2), (SF_FORMAT_WAV | SF_FORMAT_ALAW, "wav", 2e-2),
      (SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "flac", 1e-4),
      (SF_FORMAT_FLAC | SF_FORMAT_PCM_24, "flac", 1e-6),
      (SF_FORMAT_OGG | SF_FORMAT_VORBIS, "ogg", 5e-2),
      (SF_FORMAT_AU | SF_FORMAT_PCM_16, "au", 1e-4),
    ] as [(Int, String, Float)])
  func encodings(format: Int, ending: String, tolerance: Float) throws {
    try withFolder { folder in
      let url = folder.appending(path: "sound.\(ending)")
      try write(format, to: url)
      let file = try AudioFile(url)
      #expect(file.sound.sampleRate == 8000 && file.channels == 1)
      #expect(file.sound.samples.count == 4000)
      let difference =
        file.sound.samples.enumerated().map { abs($1 - Float(0.5 * sin(0.05 * Double($0)))) }.max()
      #expect((difference ?? 1) <= tolerance, "\(difference ?? 1)")
    }
  }

  @Test func channelsAreMixed() throws {
    try withFolder { folder in
      let url = folder.appending(path: "sound.wav")
      try write(SF_FORMAT_WAV | SF_FORMAT_FLOAT, channels: 2, rate: 44_100, to: url)
      let file = try AudioFile(url)
      #expect(file.channels == 2 && file.sound.sampleRate == 44_100)
      #expect(abs(file.sound.samples[31] - Float(0.375 * sin(0.05 * 31))) < 1e-6)
      #expect(abs(file.sound.duration - 4000.0 / 44_100) < 1e-9)
    }
  }

  @Test func whatIsNoSound() throws {
    try withFolder { folder in
      func refusal(_ bytes: Data, _ name: String) throws -> String {
        let url = folder.appending(path: name)
        try bytes.write(to: url)
        return problem { try AudioFile(url) }
      }
      #expect(try refusal(Data(), "a.wav").contains("a.wav: cannot be read as WAV, FLAC, Ogg"))
      #expect(try refusal(Data("hello".utf8), "a.flac").contains("cannot be read as WAV"))
      let gone = folder.appending(path: "gone.wav")
      #expect(problem { try AudioFile(gone) }.hasSuffix("gone.wav: no such file"))
      let url = folder.appending(path: "empty.wav")
      try write(SF_FORMAT_WAV | SF_FORMAT_PCM_16, count: 0, to: url)
      #expect(problem { try AudioFile(url) }.hasSuffix("empty.wav: holds no sound"))
    }
  }

  /// What is cut off is missing; a header that promises too much is not believed.
  @Test func cutFiles() throws {
    try withFolder { folder in
      let url = folder.appending(path: "sound.wav")
      try write(SF_FORMAT_WAV | SF_FORMAT_PCM_16, to: url)
      let bytes = try Data(contentsOf: url)
      try bytes.prefix(bytes.count / 2).write(to: url)
      let count = try AudioFile(url).sound.samples.count
      #expect((1900...2000).contains(count))
    }
  }
}
