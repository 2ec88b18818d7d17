import Foundation
import ShinsoFormats
import ShinsoTensor

/// Writes strings of English digits as a ``TranscribedFolder``, which appears when it is complete.
struct DigitFolder: ~Copyable {
  /// With their pronunciations in the phones of CMU's dictionary.
  static let digits: [(word: String, phones: String)] = [
    ("zero", "Z IH R OW"), ("one", "W AH N"), ("two", "T UW"), ("three", "TH R IY"),
    ("four", "F AO R"), ("five", "F AY V"), ("six", "S IH K S"), ("seven", "S EH V AH N"),
    ("eight", "EY T"), ("nine", "N AY N"),
  ]
  static let sampleRate = 8000
  /// Digits in a string.
  static let lengths = 1...6

  private let folder: URL
  let scratch: URL
  private var (transcripts, test) = ("", "")

  /// - Parameter folder: that is to be.
  init(_ folder: URL) throws {
    self.folder = folder
    scratch = folder.deletingLastPathComponent().appending(path: ".making-\(UUID().uuidString)")
    try AtomicFile.makeFolder(scratch)
  }

  deinit { try? FileManager.default.removeItem(at: scratch) }

  /// - Parameters:
  ///   - name: of the file without its ending; the folder in it is the speaker.
  ///   - spoken: the digits.
  mutating func add(_ name: String, _ spoken: [Int], _ sound: Waveform, isTest: Bool) throws {
    let file = scratch.appending(path: "\(name).wav")
    try AtomicFile.makeFolder(file.deletingLastPathComponent())
    try sound.resampled(to: Self.sampleRate).writeWAV(to: file)
    let line = "\(name) \(spoken.map { Self.digits[$0].word }.joined(separator: " "))\n"
    if isTest { test += line } else { transcripts += line }
  }

  consuming func finish() throws -> URL {
    let lexicon = Self.digits.map { "\($0.word) \($0.phones)\n" }.joined()
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

  static func string(_ generator: inout SplitMix64) -> [Int] {
    (0..<length(&generator)).map { _ in generator.index(below: digits.count) }
  }

  static func length(_ generator: inout SplitMix64) -> Int {
    lengths.lowerBound + generator.index(below: lengths.count)
  }

  /// With pauses of up to a fifth of a second.
  static func joined(_ sounds: [Waveform], _ generator: inout SplitMix64) -> Waveform {
    var samples: [Float] = []
    for sound in sounds {
      samples += sound.resampled(to: sampleRate).samples
      samples += [Float](repeating: 0, count: generator.index(below: sampleRate / 5))
    }
    return Waveform(samples, sampleRate: sampleRate)
  }
}
