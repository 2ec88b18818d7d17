import Foundation
import ShinsoFormats
import ShinsoTensor

/// How words are pronounced: a line for each pronunciation, as in CMU's dictionary: `WORD PH PH`, further
/// ones as `WORD(2) PH PH`. Kaldi's and HTK's, which repeat the word, are read too.
public struct Lexicon: Sendable, Hashable {
  /// In the order of their numbers.
  public let words: [String]
  /// Of each word, as numbers of phones from 1: 0 is silence.
  public let pronunciations: [[[Int]]]
  /// Phones beside silence, sorted by their bytes; phone n of a pronunciation is `phones[n - 1]`.
  public let phones: [String]
  private let numbers: [String: Int]

  private static let largestByteCount = 1 << 28

  /// - Parameter url: the file. Empty lines and those that begin with `;;;` or `#` are passed over.
  /// - Throws: `InputError` naming the file and the line.
  public init(_ url: URL) throws {
    try self.init(
      TextDecoder(name: url.path)
        .decode(PackedFile.bytes(of: url, limit: Self.largestByteCount)).text, name: url.path)
  }

  init(_ text: String, name: String) throws {
    var entries: [(word: String, phones: [Substring])] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let fields = line.split(whereSeparator: \.isWhitespace)
      guard let first = fields.first, !first.hasPrefix(";;;"), !first.hasPrefix("#") else {
        continue
      }
      guard fields.count > 1 else {
        throw InputError(name, "line \(index + 1): \(quoted(first)) has no phones")
      }
      entries.append((Self.plain(first), Array(fields.dropFirst())))
    }
    guard !entries.isEmpty else { throw InputError(name, "has no words") }
    self.init(entries.map { ($0.word, $0.phones.map(String.init)) })
  }

  /// - Parameter entries: words and their phones; a word with several pronunciations comes several times.
  public init(_ entries: [(word: String, phones: [String])]) {
    phones = Set(entries.lazy.flatMap(\.phones)).sortedByBytes()
    let phoneNumbers = Dictionary(
      uniqueKeysWithValues: phones.enumerated().map { ($1, $0 + 1) })
    var (words, pronunciations): ([String], [[[Int]]]) = ([], [])
    var numbers: [String: Int] = [:]
    for (word, phones) in entries {
      let pronunciation = phones.compactMap { phoneNumbers[$0] }
      if let known = numbers[word] {
        if !pronunciations[known].contains(pronunciation) {
          pronunciations[known].append(pronunciation)
        }
      } else {
        numbers[word] = words.count
        words.append(word)
        pronunciations.append([pronunciation])
      }
    }
    (self.words, self.pronunciations, self.numbers) = (words, pronunciations, numbers)
  }

  public func number(of word: String) -> Int? { numbers[word] }

  /// The numbers of the words of transcripts.
  ///
  /// - Throws: `InputError` that lists all words that are missing.
  public func numbers(of transcripts: Transcripts) throws -> [[Int32]] {
    var missing: Set<String> = []
    let result = transcripts.lines.map { line in
      line.words.compactMap { word in
        if let number = numbers[word] { return Int32(number) }
        missing.insert(word)
        return nil
      }
    }
    guard missing.isEmpty else {
      throw InputError(
        transcripts.name,
        "\(counted(missing.count, "word is", "words are")) not in the lexicon; add "
          + "\(missing.count == 1 ? "it" : "them"): \(missing.sortedByBytes().joined(separator: " "))"
      )
    }
    return result
  }

  /// Without the number of the pronunciation: `A` for `A(2)`.
  private static func plain(_ word: Substring) -> String {
    guard word.hasSuffix(")"), let open = word.lastIndex(of: "("), open > word.startIndex,
      Int(word[word.index(after: open)...].dropLast()) != nil
    else { return String(word) }
    return String(word[..<open])
  }
}
