import ArgumentParser

/// A classifier that can be asked which pictures of its training are most like another one.
public protocol RecallingPictures: System {
  associatedtype RecallOptions: ParsableArguments

  /// - Throws: `InputError` if the pictures are gone or have changed.
  static func trainingPictures(_ options: RecallOptions) throws -> TrainingPictures
}
