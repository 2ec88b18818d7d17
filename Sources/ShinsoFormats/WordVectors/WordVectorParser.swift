import Foundation
import ShinsoTensor

/// Reads a file of word vectors.
struct WordVectorParser {
  private let input: PiecewiseReader
  private(set) var words: [String] = []
  private(set) var values: [Float] = []
  private(set) var dimension = 0
  private static let (space, newline) = (UInt8(ascii: " "), UInt8(ascii: "\n"))
  /// More than any word or number takes.
  private static let longestWord = 4096

  init(_ input: PiecewiseReader) { self.input = input }

  mutating func parse() throws {
    let limit = Self.longestWord * 4 + WordVectorFile.largestDimension * 32
    // A pickle, of protocol 2 to 5.
    let start = Array(try input.peek(2))
    if start.count == 2, start[0] == 0x80, (2...5).contains(start[1]) {
      throw InputError(
        input.name,
        "is a file of gensim's own; write the vectors in another format there: "
          + "vectors.save_word2vec_format('vectors.bin', binary=True), of a model model.wv")
    }
    guard let first = try input.bytes(to: Self.newline, limit: limit), !first.isEmpty else {
      throw InputError(input.name, "is empty")
    }
    let line = Array(first)
    let parts = Self.fields(line[...])
    if parts.count == 2, let count = Self.integer(parts[0]), let width = Self.integer(parts[1]) {
      try checkHeader(count, width)
      dimension = width
      values.reserveCapacity(count * width)
      if try isText() {
        try parseLines(expected: count, limit)
      } else {
        try parseBinary(count)
      }
    } else if parts.count > 2, Self.floats(parts.dropFirst()) != nil {
      dimension = parts.count - 1
      try add(line[...], number: 1)
      try parseLines(expected: nil, limit)
    } else {
      throw notVectors
    }
  }

  private var notVectors: InputError {
    InputError(
      input.name,
      "is not a file of word vectors: it does not begin with the number of words and the dimension")
  }

  private func checkHeader(_ count: Int, _ width: Int) throws {
    guard count > 0, (1...WordVectorFile.largestDimension).contains(width) else { throw notVectors }
    let (values, overflow) = count.multipliedReportingOverflow(by: width)
    // Every number takes two bytes or more.
    if overflow || input.size.map({ values > $0 / 2 + 1 }) ?? (values > 1 << 33) {
      throw InputError(
        input.name,
        "is cut short or damaged: \(counted(count, "word")) of \(width) numbers do not "
          + "fit in it")
    }
  }

  /// Whether numbers as text follow the first word.
  private func isText() throws -> Bool {
    let piece = try input.peek(Self.longestWord + 32 * dimension)
    let line = piece.prefix { $0 != Self.newline }
    // The end of a long line may not be there.
    let isWhole = piece.endIndex != line.endIndex
    let fields = Self.fields(line).dropFirst()
    // A word may have spaces.
    let numbers = isWhole ? fields.suffix(dimension) : fields
    // One that is too large is still written as text.
    func isNumber(_ field: ArraySlice<UInt8>) -> Bool {
      Float(String(decoding: field, as: UTF8.self)) != nil
    }
    guard !numbers.isEmpty, numbers.allSatisfy(isNumber) else { return false }
    guard !isWhole || fields.count <= dimension || !fields.allSatisfy(isNumber) else {
      throw InputError(
        input.name,
        "is damaged: line 2 has \(fields.count) numbers, but the first line promises \(dimension)")
    }
    return true
  }

  // MARK: Text

  private mutating func parseLines(expected: Int?, _ limit: Int) throws {
    while let line = try input.bytes(to: Self.newline, limit: limit) {
      if line.isEmpty { continue }
      try add(line, number: words.count + (expected == nil ? 1 : 2))
      if words.count == expected { break }
    }
    guard let expected else { return }
    if words.count < expected { throw cutShort(expected) }
    if try input.peek(2).contains(where: { $0 != Self.newline }) {
      Console.note(
        "\(input.name): only \(expected) words are read, as its first line says; there are more")
    }
  }

  private mutating func add(_ line: ArraySlice<UInt8>, number: Int) throws {
    let parts = Self.fields(line)
    guard parts.count > dimension, let row = Self.floats(parts.suffix(dimension)) else {
      throw InputError(
        input.name,
        "line \(number) is not a word and \(counted(dimension, "number")); is the file "
          + "cut short?")
    }
    // GloVe's files have words with spaces, as `. . .`.
    let last = parts[parts.count - dimension - 1]
    try add(word: line[parts[0].startIndex..<last.endIndex])
    values += row
  }

  private func cutShort(_ expected: Int) -> InputError {
    InputError(
      input.name,
      "is cut short: it has \(words.count) of the \(counted(expected, "word")) that it "
        + "promises")
  }

  // MARK: Binary

  private mutating func parseBinary(_ count: Int) throws {
    var row = [Float](repeating: 0, count: dimension)
    for _ in 0..<count {
      // The original tool ends each vector by a line break, gensim does not.
      while try input.peek(1).first == Self.newline { input.skip(1) }
      guard let word = try input.bytes(to: Self.space, limit: Self.longestWord) else {
        throw cutShort(count)
      }
      try add(word: word)
      let isWhole = try row.withUnsafeMutableBytes { try input.fill($0) }
      guard isWhole, row.allSatisfy(\.isFinite) else {
        words.removeLast()
        if isWhole {
          throw InputError(input.name, "is damaged: a vector has values that are not numbers")
        }
        throw cutShort(count)
      }
      values += row
    }
  }

  // MARK: Pieces

  private mutating func add(word: ArraySlice<UInt8>) throws {
    guard !word.isEmpty, let text = String(validating: word, as: UTF8.self) else {
      throw InputError(input.name, "is damaged: word \(words.count + 1) is not UTF-8")
    }
    words.append(text)
  }

  private static func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    line.split { $0 == space || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
  }

  private static func integer(_ field: ArraySlice<UInt8>) -> Int? {
    Int(String(decoding: field, as: UTF8.self))
  }

  /// nil unless all fields are finite numbers.
  private static func floats(_ fields: ArraySlice<ArraySlice<UInt8>>) -> [Float]? {
    var row: [Float] = []
    row.reserveCapacity(fields.count)
    for field in fields {
      guard let value = Float(String(decoding: field, as: UTF8.self)), value.isFinite else {
        return nil
      }
      row.append(value)
    }
    return row
  }
}
