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
  private static let (trainCount, testCount) = (1200, 100)

  static func assemble(_ assembly: Assembly) throws {
    let folder = try assembly.unpackDebianPackage(artifact.name)
      .appending(path: "usr/share/asterisk/sounds/en_US_f_Allison/digits")
    for digit in DigitFolder.digits.indices {
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
    var strings = try DigitFolder(folder)
    var generator = SplitMix64(seed: seed)
    let total = trainCount + testCount
    for index in 0..<trainCount {
      let voice = voices[index % voices.count]
      let spoken = DigitFolder.string(&generator)
      let sound = try voice.speak(
        spoken.map { DigitFolder.digits[$0].word }, using: &generator, tools,
        scratch: strings.scratch)
      try strings.add(
        "\(voice.name)/" + String(format: "%04d", index), spoken, sound, isTest: false)
      progress(index + 1, total)
    }
    let real = try DigitFolder.digits.indices.map {
      try AudioFile(recordings.appending(path: "\($0).wav")).sound
    }
    for index in 0..<testCount {
      let spoken = DigitFolder.string(&generator)
      try strings.add(
        "allison/" + String(format: "%04d", index), spoken,
        DigitFolder.joined(spoken.map { real[$0] }, &generator), isTest: true)
      progress(trainCount + index + 1, total)
    }
    return try strings.finish()
  }
}
