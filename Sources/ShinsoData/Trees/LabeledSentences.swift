import Foundation
import ShinsoFormats
import ShinsoTensor

/// Sentences with labels, from a file of one of two kinds: trees in the brackets of the Penn Treebank,
/// one a line, with labels from 0 to 4 as in the Stanford Sentiment Treebank, or lines of a label, a
/// tab and a sentence whose words are separated by spaces.
public struct LabeledSentences: Sendable {
  /// In the order of the lines. Sentences of the second kind have no inner nodes.
  public let trees: [LabeledTree]
  public let hasTrees: Bool
  /// Of the second kind: the label of each sentence.
  private let labels: [Int8]
  /// SHA-256 of the text.
  public let digest: String

  /// Labels of the Stanford Sentiment Treebank: very negative, negative, neutral, positive, very
  /// positive.
  public static let treeClasses = 5
  /// The most words of a sentence. Building a tree takes quadratic time.
  public static let mostWords = 1000
  /// The most classes of a file of the second kind.
  private static let mostClasses = 100

  /// - Throws: `InputError` naming file and line of what is wrong, or if there is no sentence.
  public init(_ url: URL) throws {
    try self.init(TextFile(url).text, name: url.path)
  }

  init(_ text: String, name: String) throws {
    var parser: TreeParser?
    var trees: [LabeledTree] = []
    var labels: [Int8] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.allSatisfy(\.isWhitespace) {
      if trees.isEmpty, line.drop(while: \.isWhitespace).first == "(" {
        parser = TreeParser(labels: .numbers(below: Self.treeClasses), name: name)
      }
      parser?.line = index + 1
      if let parser {
        trees.append(try parser.parse(line))
        labels.append(trees[trees.count - 1].rootLabel)
      } else {
        let (words, label) = try Self.sentence(line, name: name, line: index + 1)
        trees.append(
          LabeledTree(
            words: words, children: [],
            labels: Array(repeating: LabeledTree.unlabeled, count: words.count)))
        labels.append(label)
      }
      let length = trees[trees.count - 1].words.count
      guard length <= Self.mostWords else {
        throw InputError(
          name,
          "line \(index + 1) has \(length) words; a sentence may have \(Self.mostWords)")
      }
    }
    guard !trees.isEmpty else { throw InputError(name, "has no sentences") }
    self.trees = trees
    self.labels = labels
    hasTrees = parser != nil
    var digest = SHA256()
    var text = text
    text.withUTF8 { digest.update(UnsafeRawBufferPointer($0)) }
    self.digest = digest.hex()
  }

  public var count: Int { trees.count }

  /// The label of a whole sentence.
  public func label(_ index: Int) -> Int8 { labels[index] }

  /// One more than the largest label.
  public var classes: Int { hasTrees ? Self.treeClasses : Int(labels.max() ?? 0) + 1 }

  private static func sentence(
    _ line: Substring, name: String, line number: Int
  ) throws -> ([String], Int8) {
    let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let label = Int8(parts[0]), (0..<mostClasses).contains(Int(label))
    else {
      throw InputError(
        name,
        "line \(number) is neither a tree in brackets nor a label (0 to \(mostClasses - 1)), a tab "
          + "and a sentence")
    }
    let words = parts[1].split(whereSeparator: \.isWhitespace).map(String.init)
    guard !words.isEmpty else { throw InputError(name, "line \(number) has no words") }
    return (words, label)
  }
}

extension LabeledTree {
  /// The tree that a parser wrote, without labels.
  ///
  /// - Parameter name: what error messages name.
  /// - Throws: `InputError` if the brackets are damaged.
  public init(parse text: String, name: String) throws {
    self = try TreeParser(labels: .ignored, name: name).parse(text)
  }
}
