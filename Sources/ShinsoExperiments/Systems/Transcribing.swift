import ArgumentParser

/// Writes down what is said in recordings.
public protocol Transcribing: System {
  associatedtype PredictOptions: ParsableArguments

  /// The options of a typical call, for its help.
  static var predictExample: String { get }

  /// - Parameter samples: files or folders, as they were typed.
  static func transcribe(_ options: PredictOptions, samples: [String]) throws -> [Transcription]
}
