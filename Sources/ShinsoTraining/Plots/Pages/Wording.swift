/// A text in English and in Japanese.
public struct Wording: Sendable, Hashable {
  public let english: String
  public let japanese: String

  public init(_ english: String, _ japanese: String) {
    self.english = english
    self.japanese = japanese
  }

  /// Both languages, for the text in a picture.
  public var line: String {
    english == japanese ? english : "\(english) · \(japanese)"
  }
}
