/// A caption of a picture, as a file has it.
public struct PictureCaption: Sendable, Hashable {
  /// The name of the picture's file, or its path from some folder.
  public let picture: String
  /// The column of a table with several; nil where there is one kind of captions.
  public let language: String?
  public let text: String
  /// nil where the file does not divide its pictures.
  public let part: CaptionPart?
}

/// What the pictures of a set are for.
public enum CaptionPart: String, Sendable, CaseIterable {
  case train, validation, test

  /// - Parameter name: as Karpathy's splits and others call it; nil if it is none of these. What
  ///   was kept from the validation pictures for training is `restval`.
  init?(named name: String) {
    switch name.lowercased() {
    case "train", "restval": self = .train
    case "val", "valid", "validation", "dev": self = .validation
    case "test": self = .test
    default: return nil
    }
  }
}
