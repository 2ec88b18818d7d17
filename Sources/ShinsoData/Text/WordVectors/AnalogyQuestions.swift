import Foundation
import ShinsoFormats
import ShinsoTensor

/// Questions of the kind "Tokyo is to Japan as Paris is to what?", in the format of the original
/// word2vec's `questions-words.txt`: four words on each line, sections that begin with `: name`.
public struct AnalogyQuestions: Sendable {
  public struct Section: Sendable {
    public let name: String
    public fileprivate(set) var questions: [[String]]
  }

  public let sections: [Section]

  /// - Throws: `InputError` naming the file and the line.
  public init(contentsOf url: URL) throws {
    var sections: [Section] = []
    let lines = try TextFile(url).text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let parts = line.split(whereSeparator: \.isWhitespace)
      if parts.isEmpty { continue }
      if parts[0].hasPrefix(":") {
        let name = line.dropFirst(line.hasPrefix(": ") ? 2 : 1)
        sections.append(Section(name: String(name), questions: []))
        continue
      }
      guard parts.count == 4 else {
        throw InputError(url.path, "line \(number + 1) is neither four words nor `: section`")
      }
      if sections.isEmpty { sections.append(Section(name: "questions", questions: [])) }
      sections[sections.count - 1].questions.append(parts.map(String.init))
    }
    guard sections.contains(where: { !$0.questions.isEmpty }) else {
      throw InputError(url.path, "has no questions")
    }
    self.sections = sections
  }

  /// Whether a file looks like questions and not like pairs with a number.
  public static func matches(_ url: URL) throws -> Bool {
    let text = try TextFile(url).text
    guard let line = text.split(separator: "\n").first else { return false }
    return line.hasPrefix(":") || line.split(whereSeparator: \.isWhitespace).count == 4
  }
}
