import Foundation

/// A contact sheet of images with the predictions of a network. Wrong predictions have a red frame
/// and the correct class below.
public struct Gallery: Sendable {
  public struct Entry: Sendable {
    public let url: URL
    public let actual: String
    public let predicted: String

    public init(url: URL, actual: String, predicted: String) {
      self.url = url
      self.actual = actual
      self.predicted = predicted
    }

    var isRight: Bool { actual == predicted }
  }

  public let entries: [Entry]
  public let title: String

  public init(entries: [Entry], title: String = "Predictions") {
    self.entries = entries
    self.title = title
  }

  /// Draws the gallery as a PNG file; see ``ContactSheet/write(to:)``.
  public func write(to url: URL) throws {
    let right = entries.count { $0.isRight }
    try ContactSheet(
      entries: entries.map { entry in
        let predicted = ContactSheet.Caption(
          entry.predicted, color: entry.isRight ? "#006d2c" : "#cb181d")
        return ContactSheet.Entry(
          url: entry.url,
          captions: entry.isRight
            ? [predicted] : [predicted, ContactSheet.Caption("is: \(entry.actual)")],
          isFramed: !entry.isRight)
      }, title: "\(title): \(right) of \(entries.count) right"
    ).write(to: url)
  }
}
