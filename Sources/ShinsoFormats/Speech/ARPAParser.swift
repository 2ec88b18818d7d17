import ShinsoTensor

/// Reads an ``ARPAFile`` line by line.
struct ARPAParser {
  private let input: PiecewiseReader
  private var lineNumber = 0
  private static let longestLine = 1 << 16

  init(_ input: PiecewiseReader) { self.input = input }

  mutating func parse() throws -> [[ARPAFile.NGram]] {
    // Before the data there may be any text.
    while try nextLine() != "\\data\\" {}
    let counts = try parseCounts()
    var ngrams: [[ARPAFile.NGram]] = []
    for (index, count) in counts.enumerated() {
      if index > 0 { try expect("\\\(index + 1)-grams:") }
      ngrams.append(try parseNGrams(index + 1, count, isLast: index + 1 == counts.count))
    }
    try expect("\\end\\")
    return ngrams
  }

  /// Up to the line that begins the n-grams of one word, which is used up.
  private mutating func parseCounts() throws -> [Int] {
    var counts: [Int] = []
    while true {
      let line = try nextLine()
      if line == "\\1-grams:", !counts.isEmpty { return counts }
      let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingSpaces }
      guard parts.count == 2, parts[0] == "ngram \(counts.count + 1)", let count = Int(parts[1]),
        count >= 0, counts.count < ARPAFile.longestOrder
      else { throw problem("is not `ngram \(counts.count + 1)=COUNT`: \(quoted(line))") }
      counts.append(count)
    }
  }

  private mutating func parseNGrams(
    _ order: Int, _ count: Int, isLast: Bool
  ) throws -> [ARPAFile.NGram] {
    var ngrams: [ARPAFile.NGram] = []
    // The count comes from the file: it must not take memory before there are lines.
    ngrams.reserveCapacity(min(count, 1 << 16))
    for index in 0..<count {
      let line = try nextLine()
      guard !line.hasPrefix("\\") else {
        throw problem("ends the \(order)-grams after \(index) of \(count)")
      }
      let fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard fields.count == order + 1 || !isLast && fields.count == order + 2 else {
        throw problem(
          "is not a logarithm, \(counted(order, "word"))\(isLast ? "" : " and perhaps a factor"): "
            + quoted(line))
      }
      let backoff = fields.count == order + 2 ? try number(fields[order + 1]) : 0
      ngrams.append(
        ARPAFile.NGram(
          words: fields[1...order].map(String.init), logProbability: try number(fields[0]),
          backoff: backoff))
    }
    return ngrams
  }

  private func number(_ text: Substring) throws -> Float {
    guard let value = Float(text), !value.isNaN, value < .infinity else {
      throw problem("has \(quoted(String(text))) in the place of a logarithm")
    }
    return value <= ARPAFile.zero ? -.infinity : value
  }

  private mutating func expect(_ text: String) throws {
    let line = try nextLine()
    guard line == text else { throw problem("should be \(text): \(quoted(line))") }
  }

  /// The next line that is not empty.
  private mutating func nextLine() throws -> String {
    while let bytes = try input.bytes(to: UInt8(ascii: "\n"), limit: Self.longestLine) {
      lineNumber += 1
      guard let line = String(validating: bytes, as: UTF8.self) else {
        throw problem("is not UTF-8")
      }
      let trimmed = line.trimmingSpaces
      if !trimmed.isEmpty { return trimmed }
    }
    throw InputError(
      input.name,
      "is not an n-gram file in ARPA format, or it is cut short: it ends after line \(lineNumber)")
  }

  private func problem(_ text: String) -> InputError {
    InputError(input.name, "line \(lineNumber) \(text)")
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  fileprivate var trimmingSpaces: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
