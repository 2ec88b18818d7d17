import Foundation

/// Utterances for training or for testing.
public struct SpeechPart: Sendable {
  public let transcripts: Transcripts
  /// The sound or feature file of each utterance.
  public let files: [URL]
  /// The speaker of each utterance.
  public let speakers: [String]

  public init(transcripts: Transcripts, files: [URL], speakers: [String]) {
    precondition(files.count == transcripts.lines.count && speakers.count == files.count)
    self.transcripts = transcripts
    self.files = files
    self.speakers = speakers
  }
}
