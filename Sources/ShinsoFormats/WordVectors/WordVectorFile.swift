import Foundation
import ShinsoTensor

/// Word vectors in the formats of the original word2vec, which gensim and others read and write: a
/// line with the number of words and the dimension, then each word with its vector, as text or as
/// floats in little-endian order. GloVe's files, text without the first line, are read as well, and
/// so are gzipped files.
public struct WordVectorFile: Sendable {
  public let words: [String]
  /// `[words, dimension]`.
  public let vectors: Tensor

  static let largestDimension = 65_536

  public init(words: [String], vectors: Tensor) {
    precondition(
      vectors.rank == 2 && vectors.shape[0] == words.count,
      "WordVectorFile: \(words.count) words, vectors \(vectors.shape)")
    self.words = words
    self.vectors = vectors
  }

  /// - Throws: `InputError` if the file is damaged, cut short, or of another kind.
  public init(contentsOf url: URL) throws { try self.init(InputFile(url)) }

  /// The file in `source`; see ``init(contentsOf:)``.
  public init(_ source: any ByteSource) throws {
    var parser = WordVectorParser(try PiecewiseReader(source))
    try parser.parse()
    words = parser.words
    vectors = Tensor(parser.values, shape: [words.count, parser.dimension])
  }

  /// Writes the file.
  ///
  /// - Parameter isBinary: floats instead of text.
  public func write(to url: URL, isBinary: Bool) throws {
    let dimension = vectors.shape[1]
    let values = vectors.scalars(as: Float.self)
    try AtomicFile.write(to: url) { file in
      try file.write("\(words.count) \(dimension)\n")
      for (number, word) in words.enumerated() {
        let row = values[number * dimension..<(number + 1) * dimension]
        // The format has no way to write a space in a word.
        try file.write(String(word.map { $0.isWhitespace ? "_" : $0 }) + " ")
        if isBinary {
          try row.withUnsafeBytes { try file.write($0) }
          try file.write("\n")
        } else {
          try file.write(row.map(\.description).joined(separator: " ") + "\n")
        }
      }
    }
  }
}
