import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining

/// What `--data` and `--leave-out` name.
struct SpeechSource {
  private let data: DataName
  private let leaveOut: String?
  private static let each = "each"

  init(_ data: DataName, leavingOut: String?) {
    self.data = data
    leaveOut = leavingOut
  }

  /// Those that are left out one after the other; a nil stands for a training that leaves out none.
  ///
  /// - Throws: `InputError` if no recordings of digits are by that speaker.
  func speakers() throws -> [String?] {
    guard let leaveOut else { return [nil] }
    guard let recordings = try recordings() else {
      throw InputError(
        "--leave-out \(leaveOut)",
        "is for recordings of single digits, DIGIT_SPEAKER_INDEX.wav; leave it out for "
          + data.text)
    }
    if leaveOut == Self.each { return recordings.speakers }
    guard recordings.speakers.contains(leaveOut) else {
      throw InputError(
        "--leave-out \(leaveOut)",
        "is not among the speakers of \(data.text): \(recordings.speakers.joined(separator: ", "))")
    }
    return [leaveOut]
  }

  /// As the option has it; with `each`, the data set's own division.
  func folder() throws -> URL {
    try folder(leavingOut: speakers().count == 1 ? leaveOut : nil)
  }

  /// A folder with transcripts, which may have to be made first.
  func folder(leavingOut speaker: String?) throws -> URL {
    if data.text == SpokenDigits.id, let recordings = try data.fetched() {
      var progress: ProgressReporter?
      defer { progress?.finish() }
      return try SpokenDigits.make(recordings) { done, total in
        let own =
          progress
          ?? ProgressReporter(title: "speaking digits", total: total, unit: "strings")
        own.update(done)
        progress = own
      }
    }
    if data.entry != nil {
      throw InputError("--data \(data)", "holds no speech; use \(SpokenDigits.id), or a folder")
    }
    return try recordings()?.folder(leavingOut: speaker) ?? data.url
  }

  private func recordings() throws -> DigitRecordings? {
    if data.entry != nil { return nil }
    try data.checkExists()
    return try DigitRecordings(data.url)
  }
}
