import Foundation

/// What was said in a recording.
public struct Transcription: Sendable, Encodable {
  public struct Word: Sendable, Encodable {
    public let text: String
    /// In seconds.
    public let start: Double
    public let end: Double
    /// How probable it is, 0 to 1.
    public let confidence: Double
  }

  public let sample: String
  public let words: [Word]

  private enum CodingKeys: String, CodingKey { case sample, text, words }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(sample, forKey: .sample)
    try values.encode(text, forKey: .text)
    try values.encode(words, forKey: .words)
  }

  /// The words alone.
  public var text: String { words.map(\.text).joined(separator: " ") }

  /// The words in a line, and a line for each: `  0.31 -  0.58 s   97%  seven`.
  public var lines: [String] {
    if words.isEmpty { return ["no speech was found"] }
    return [text]
      + words.map {
        String(format: "%7.2f - %6.2f s  %3.0f%%  ", $0.start, $0.end, 100 * $0.confidence)
          + $0.text
      }
  }
}
