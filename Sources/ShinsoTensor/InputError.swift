/// An error in something from outside (a file, an image, an option, a download). It names the thing
/// and says what is wrong and what to do. `shinso` prints it as a single `error:` line.
public struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file, option or address at fault.
  public let subject: String
  public let problem: String

  public init(_ subject: String, _ problem: String) {
    self.subject = subject
    // The message must stay on one line, whatever a file contains.
    self.problem =
      problem.contains(where: \.isNewline)
      ? problem.split(whereSeparator: \.isNewline).joined(separator: " ") : problem
  }

  public var description: String { "\(subject): \(problem)".printable }
}

extension String {
  /// The text on one line and harmless to a terminal, whatever file it comes from: control
  /// characters are replaced by U+FFFD.
  package var printable: String {
    var scalars = String.UnicodeScalarView()
    scalars.append(
      contentsOf: unicodeScalars.lazy.map {
        $0.properties.generalCategory == .control ? "\u{FFFD}" : $0
      })
    return String(scalars)
  }
}
