import Foundation
import ShinsoFormats
import ShinsoTensor

/// Recordings of single digits by several speakers, each a file `DIGIT_SPEAKER_INDEX.wav`, in a folder or an
/// archive: the layout of the Free Spoken Digit Dataset (Jackson et al., 2018).
///
/// The data set's own division tests on the recordings with index 0 to 4 of all speakers. With a speaker left
/// out, the recordings of the others are put together to strings to learn from, and this one's to strings
/// for testing.
public struct DigitRecordings: Sendable {
  private struct Recording {
    let path: String
    let digit: Int
    let speaker: String
    let index: Int

    init?(_ path: String) {
      let name = URL(filePath: path).lastPathComponent
      guard name.hasSuffix(".wav") else { return nil }
      let parts = name.dropLast(4).split(separator: "_", omittingEmptySubsequences: false)
      guard parts.count == 3, let digit = Int(parts[0]), (0...9).contains(digit),
        !parts[1].isEmpty, let index = Int(parts[2]), index >= 0
      else { return nil }
      (self.path, self.digit, self.speaker, self.index) = (path, digit, String(parts[1]), index)
    }
  }

  private let source: URL
  private let recordings: [Recording]
  /// In the order of their names.
  public let speakers: [String]

  /// Raised whenever other strings come out.
  private static let version = 1
  private static let testIndices = 0..<5
  private static let largestByteCount = 1 << 24

  /// - Parameter source: a folder or an archive.
  /// - Returns: nil if not all sound files there are named like this, or if there are transcripts.
  public init?(_ source: URL) throws {
    let paths =
      try PackedFile.files(below: source)
      ?? (FileManager.default.enumerator(atPath: source.path)?.compactMap { $0 as? String } ?? [])
    let sounds = paths.filter {
      AudioFile.extensions.contains(URL(filePath: $0).pathExtension.lowercased())
    }
    let recordings = sounds.sortedByBytes().compactMap(Recording.init)
    guard !sounds.isEmpty, recordings.count == sounds.count,
      !paths.contains(TranscribedFolder.transcriptsName)
    else { return nil }
    self.source = source
    self.recordings = recordings
    speakers = Set(recordings.map(\.speaker)).sortedByBytes()
  }

  /// The folder, which is made the first time.
  ///
  /// - Parameter speaker: left out from training; nil: the data set's own division.
  /// - Throws: `InputError` if a recording cannot be read, or if there is nothing to learn from or to test
  ///   on.
  public func folder(leavingOut speaker: String?, in cache: Cache = Cache()) throws -> URL {
    func isTest(_ recording: Recording) -> Bool {
      speaker.map { recording.speaker == $0 } ?? Self.testIndices.contains(recording.index)
    }
    let test = recordings.filter(isTest)
    guard !test.isEmpty, test.count < recordings.count else {
      throw InputError(
        source.path,
        speaker.map { "nothing is left without the speaker \(quoted($0))" }
          ?? "has no recordings with index 0 to 4 for testing, or no others")
    }
    var digest = SHA256()
    var sounds: [String: Waveform] = [:]
    let scratch = cache.root.appending(path: "speech/.reading-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    try AtomicFile.makeFolder(scratch)
    for recording in recordings {
      let bytes = try PackedFile.bytes(
        of: source.appending(path: recording.path), limit: Self.largestByteCount)
      digest.update("\(recording.path) ")
      bytes.withUnsafeBytes { digest.update($0) }
      let file = scratch.appending(path: URL(filePath: recording.path).lastPathComponent)
      try AtomicFile.write(Data(bytes), to: file)
      sounds[recording.path] = try AudioFile(file).sound
    }
    let folder = cache.root.appending(
      path: "speech/recordings-\(Self.version)-\(digest.hex().prefix(16))-\(speaker ?? "own")")
    if FileManager.default.fileExists(atPath: folder.path) { return folder }
    var strings = try DigitFolder(folder)
    var generator = SplitMix64(seed: 1)
    for own in together(speaker == nil, using: &generator) {
      let name = own.map { "\($0.digit)-\($0.index)" }.joined(separator: "_")
      let sound = DigitFolder.joined(own.compactMap { sounds[$0.path] }, &generator)
      try strings.add(
        "\(own[0].speaker)/\(name)", own.map(\.digit), sound, isTest: isTest(own[0]))
    }
    return try strings.finish()
  }

  /// Recordings of one speaker that make a string, each in one.
  private func together(
    _ areSingle: Bool, using generator: inout SplitMix64
  ) -> [[Recording]] {
    if areSingle { return recordings.map { [$0] } }
    var strings: [[Recording]] = []
    for name in speakers {
      var rest = recordings.filter { $0.speaker == name }
      rest.seededShuffle(using: &generator)
      while !rest.isEmpty {
        strings.append(Array(rest.prefix(DigitFolder.length(&generator))))
        rest.removeFirst(strings[strings.count - 1].count)
      }
    }
    return strings
  }
}
