import Foundation
import ShinsoFormats
import ShinsoTensor

/// Strings of English digits as a ``TranscribedFolder``: for training spoken by the programs espeak-ng and
/// flite in many voices, for testing put together from recordings of a real one, Allison Smith's of the
/// telephone exchange Asterisk.
public enum SpokenDigits {
  public static let id = "spoken-digits"

  static let artifact = Artifact(
    name: "asterisk-core-sounds-en-wav_1.6.1-1_all.deb", byteCount: 18_272_864,
    digest: .file("2be3ea287d83299d143815fa804f11179a75b7affd4a758b98b55f5afc18a35d"),
    sources: [.debian(package: "asterisk-core-sounds-en-wav", version: "1.6.1-1")])

  /// Raised whenever other strings come out.
  private static let version = 1
  private static let seed: UInt64 = 1
  private static let sampleRate = 8000
  private static let (trainCount, testCount) = (1200, 100)
  /// Digits in a string.
  private static let lengths = 1...6

  /// With their pronunciations in the phones of CMU's dictionary.
  private static let digits: [(word: String, phones: String)] = [
    ("zero", "Z IH R OW"), ("one", "W AH N"), ("two", "T UW"), ("three", "TH R IY"),
    ("four", "F AO R"), ("five", "F AY V"), ("six", "S IH K S"), ("seven", "S EH V AH N"),
    ("eight", "EY T"), ("nine", "N AY N"),
  ]

  static func assemble(_ assembly: Assembly) throws {
    let folder = try assembly.unpackDebianPackage(artifact.name)
      .appending(path: "usr/share/asterisk/sounds/en_US_f_Allison/digits")
    for digit in digits.indices {
      let file = try InputFile(folder.appending(path: "\(digit).wav"))
      try assembly.write(file.allBytes(limit: 1 << 20), as: "\(digit).wav")
    }
  }

  /// The folder, which is made the first time.
  ///
  /// - Parameters:
  ///   - recordings: the entry's folder in the cache.
  ///   - progress: told how many strings of all are made.
  /// - Throws: `InputError` if neither program is installed.
  public static func make(
    _ recordings: URL, in cache: Cache = Cache(), progress: (_ done: Int, _ total: Int) -> Void
  ) throws -> URL {
    let tools = Subprocess(environment: ProcessInfo.processInfo.environment)
    let voices = SyntheticVoice.installed(tools)
    guard !voices.isEmpty else {
      throw InputError(
        "--data \(id)",
        "espeak-ng and flite speak these digits, and neither is installed: run Tools/setup, or "
          + "`apt-get install espeak-ng flite`")
    }
    let programs = Set(voices.map(\.program)).sorted().joined(separator: "-")
    let folder = cache.root.appending(path: "speech/digits-\(version)-\(programs)")
    if FileManager.default.fileExists(atPath: folder.path) { return folder }
    let scratch = cache.root.appending(path: "speech/.making-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    try AtomicFile.makeFolder(scratch)
    var generator = SplitMix64(seed: seed)
    let total = trainCount + testCount
    var transcripts = ""
    for index in 0..<trainCount {
      let voice = voices[index % voices.count]
      let name = "\(voice.name)/" + String(format: "%04d", index)
      let spoken = string(&generator)
      let sound = try voice.speak(
        spoken.map { digits[$0].word }, using: &generator, tools, scratch: scratch)
      try write(sound, to: scratch.appending(path: "\(name).wav"))
      transcripts += line(name, spoken)
      progress(index + 1, total)
    }
    let real = try digits.indices.map {
      try AudioFile(recordings.appending(path: "\($0).wav")).sound
    }
    var test = ""
    for index in 0..<testCount {
      let name = "allison/" + String(format: "%04d", index)
      let spoken = string(&generator)
      try write(
        joined(spoken.map { real[$0] }, &generator), to: scratch.appending(path: "\(name).wav"))
      test += line(name, spoken)
      progress(trainCount + index + 1, total)
    }
    let lexicon = digits.map { "\($0.word) \($0.phones)\n" }.joined()
    for (name, text) in [
      (TranscribedFolder.transcriptsName, transcripts), ("test.txt", test),
      ("lexicon.txt", lexicon),
    ] {
      try AtomicFile.write(Data(text.utf8), to: scratch.appending(path: name))
    }
    // Another process may have been faster.
    if rename(scratch.path, folder.path) != 0, !FileManager.default.fileExists(atPath: folder.path)
    {
      throw InputError(folder.path, "cannot be made: \(String(cString: strerror(errno)))")
    }
    return folder
  }

  private static func string(_ generator: inout SplitMix64) -> [Int] {
    (0..<lengths.lowerBound + generator.index(below: lengths.count)).map { _ in
      generator.index(below: digits.count)
    }
  }

  private static func line(_ name: String, _ spoken: [Int]) -> String {
    "\(name) \(spoken.map { digits[$0].word }.joined(separator: " "))\n"
  }

  /// With pauses of up to a fifth of a second.
  private static func joined(_ sounds: [Waveform], _ generator: inout SplitMix64) -> Waveform {
    var samples: [Float] = []
    for sound in sounds {
      samples += sound.resampled(to: sampleRate).samples
      samples += [Float](repeating: 0, count: generator.index(below: sampleRate / 5))
    }
    return Waveform(samples, sampleRate: sampleRate)
  }

  private static func write(_ sound: Waveform, to file: URL) throws {
    try AtomicFile.makeFolder(file.deletingLastPathComponent())
    try sound.resampled(to: sampleRate).writeWAV(to: file)
  }
}
