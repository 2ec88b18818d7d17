import Foundation

/// Utterances for training or for testing.
public struct SpeechPart: Sendable {
  public let transcripts: Transcripts
  /// The sound or the features of each utterance.
  public let sources: [UtteranceSource]
  /// The speaker of each utterance.
  public let speakers: [String]

  public init(transcripts: Transcripts, sources: [UtteranceSource], speakers: [String]) {
    precondition(sources.count == transcripts.lines.count && speakers.count == sources.count)
    self.transcripts = transcripts
    self.sources = sources
    self.speakers = speakers
  }
}
