import Foundation
import ShinsoTensor

/// A file of n-grams with backoff, as SRILM, KenLM and CMU's toolkit read and write it (Doug Paul's
/// format, ngram-format(5) of SRILM). Logarithms are to base 10.
public struct ARPAFile: Sendable, Hashable {
  public struct NGram: Sendable, Hashable {
    public var words: [String]
    /// Of the last word after the others.
    public var logProbability: Float
    /// The factor for words that follow no n-gram; 0 where the file has none.
    public var backoff: Float

    public init(words: [String], logProbability: Float, backoff: Float = 0) {
      self.words = words
      self.logProbability = logProbability
      self.backoff = backoff
    }
  }

  /// Those of one word, of two, …
  public var ngrams: [[NGram]]

  public init(ngrams: [[NGram]]) { self.ngrams = ngrams }

  /// SRILM's zero.
  static let zero: Float = -99
  static let longestOrder = 20

  /// Reads a file, gzipped or not.
  ///
  /// - Throws: `InputError` naming the file and the line of what is wrong.
  public init(_ url: URL) throws { try self.init(InputFile(url)) }

  public init(_ source: any ByteSource) throws {
    var parser = ARPAParser(try PiecewiseReader(source))
    ngrams = try parser.parse()
  }

  /// Writes the file. What is impossible is written as -99.
  public func write(to url: URL) throws {
    try AtomicFile.write(to: url) { file in
      try file.write("\\data\\\n")
      for (index, ngrams) in ngrams.enumerated() {
        try file.write("ngram \(index + 1)=\(ngrams.count)\n")
      }
      for (index, ngrams) in ngrams.enumerated() {
        try file.write("\n\\\(index + 1)-grams:\n")
        for ngram in ngrams {
          let backoff = index + 1 < self.ngrams.count ? "\t\(max(ngram.backoff, Self.zero))" : ""
          try file.write(
            "\(max(ngram.logProbability, Self.zero))\t\(ngram.words.joined(separator: " "))"
              + "\(backoff)\n")
        }
      }
      try file.write("\n\\end\\\n")
    }
  }
}
