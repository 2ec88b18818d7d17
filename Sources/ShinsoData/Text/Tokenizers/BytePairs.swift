import ShinsoFormats
import ShinsoTensor

/// Byte-pair encoding: Sennrich, Haddow, Birch, "Neural machine translation of rare words with
/// subword units", ACL 2016, in the form of its authors' program subword-nmt 0.2. Frequent words
/// are one piece, rare ones several; all pieces but a word's last end in `@@`.
public struct BytePairs: Sendable, Hashable {
  /// What a merge makes, and which comes first.
  struct Merge: Sendable {
    let rank: Int
    let result: Int32
  }

  /// Pairs as `"t h"`, in the order in which they are merged.
  public let merges: [String]
  private var symbols = SymbolTable()
  private var table: [SymbolPair: Merge] = [:]

  /// Follows a piece that is not a word's last.
  static let mark = "@@"
  /// Follows a word's last character, within the merges.
  static let wordEnd = "</w>"
  /// Longer words are divided, so that damaged text does not take quadratic time.
  static let longestWord = 512

  /// Without merges: every character is a piece.
  public init() { merges = [] }

  /// - Throws: `InputError` if a line is not two symbols with a space between them.
  public init(merges: [String], name: String) throws(InputError) {
    self.merges = merges
    for (rank, line) in merges.enumerated() {
      let parts = line.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false)
        .map { String($0) }
      guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
        throw InputError(name, "merge \(rank + 1) is not two symbols: \(quoted(line))")
      }
      let (left, right) = (symbols.id(of: parts[0]), symbols.id(of: parts[1]))
      let result = symbols.id(of: parts[0] + parts[1])
      // Of a pair that comes twice, the first counts.
      table[SymbolPair(left, right)] =
        table[SymbolPair(left, right)] ?? Merge(rank: rank, result: result)
    }
  }

  /// Learns merges, the most frequent pair first. Pairs that occur once are not merged.
  ///
  /// - Parameters:
  ///   - words: each word with its count.
  ///   - count: the most merges.
  init(learnedFrom words: [(word: String, count: Int)], merges count: Int) {
    var learner = BytePairLearner(words)
    var merges: [String] = []
    while merges.count < count, let merge = learner.next() {
      table[merge.pair] =
        table[merge.pair] ?? Merge(rank: merges.count, result: merge.result)
      merges.append(merge.text)
    }
    self.merges = merges
    symbols = learner.symbols
  }

  /// Calls `body` with the pieces of a word.
  func forEachPiece(of word: Substring, _ body: (Substring) throws -> Void) rethrows {
    for (part, isLast) in Self.parts(of: word) {
      var pieces = Self.symbols(of: part, isLast: isLast).map { Piece($0, symbols.known($0)) }
      while let (place, merge) = best(in: pieces) {
        let pair = SymbolPair(pieces[place].id, pieces[place + 1].id)
        let result = Piece(symbols.text(of: merge.result), merge.result)
        var (kept, index) = (0, 0)
        while index < pieces.count {
          if index + 1 < pieces.count, SymbolPair(pieces[index].id, pieces[index + 1].id) == pair {
            pieces[kept] = result
            index += 2
          } else {
            pieces[kept] = pieces[index]
            index += 1
          }
          kept += 1
        }
        pieces.removeLast(pieces.count - kept)
      }
      for (place, piece) in pieces.enumerated() {
        if isLast, place == pieces.count - 1 {
          try body(piece.text.dropping(Self.wordEnd))
        } else {
          try body((piece.text + Self.mark)[...])
        }
      }
    }
  }

  private struct Piece {
    let text: String
    /// -1 for a symbol that no merge has.
    let id: Int32

    init(_ text: String, _ id: Int32) {
      self.text = text
      self.id = id
    }
  }

  private func best(in pieces: [Piece]) -> (Int, Merge)? {
    var best: (Int, Merge)?
    for place in 0..<max(pieces.count - 1, 0) {
      guard let merge = table[SymbolPair(pieces[place].id, pieces[place + 1].id)] else { continue }
      if merge.rank < best?.1.rank ?? .max { best = (place, merge) }
    }
    return best
  }

  /// A word in parts of at most ``longestWord`` characters.
  static func parts(of word: Substring) -> [(Substring, isLast: Bool)] {
    var parts: [(Substring, Bool)] = []
    var rest = word.unicodeScalars
    while rest.count > longestWord {
      let head = rest.prefix(longestWord)
      parts.append((Substring(head), false))
      rest = rest[head.endIndex...]
    }
    parts.append((Substring(rest), true))
    return parts
  }

  /// The characters (Unicode scalars) that merging starts from.
  static func symbols(of part: Substring, isLast: Bool) -> [String] {
    var symbols = part.unicodeScalars.map { String($0) }
    if isLast, let last = symbols.popLast() { symbols.append(last + wordEnd) }
    return symbols
  }

  // MARK: From pieces to text

  static func text(of piece: String) -> String {
    isSpaced(after: piece) ? piece : String(piece.dropping(mark))
  }

  /// Whether a word ends with a piece.
  static func isSpaced(after piece: String) -> Bool {
    !piece.utf8.reversed().starts(with: mark.utf8.reversed())
      || piece.utf8.count <= mark.utf8.count
  }

  public static func == (a: BytePairs, b: BytePairs) -> Bool { a.merges == b.merges }

  public func hash(into hasher: inout Hasher) { hasher.combine(merges) }
}

extension String {
  /// Without what it ends in. Characters will not do here: some letters, as U+0600, and what stands
  /// behind them are one character.
  fileprivate func dropping(_ end: String) -> Substring {
    Substring(unicodeScalars.dropLast(end.unicodeScalars.count))
  }
}

/// Two symbols side by side.
struct SymbolPair: Hashable {
  let left: Int32
  let right: Int32

  init(_ left: Int32, _ right: Int32) {
    self.left = left
    self.right = right
  }
}

/// The symbols of byte-pair encoding with their numbers.
struct SymbolTable: Sendable {
  private var texts: [String] = []
  private var ids: [TokenKey: Int32] = [:]

  /// The number of a symbol, a new one if need be.
  mutating func id(of symbol: String) -> Int32 {
    let key = TokenKey(symbol)
    if let id = ids[key] { return id }
    let id = Int32(texts.count)
    ids[key] = id
    texts.append(symbol)
    return id
  }

  /// -1 if the symbol has no number.
  func known(_ symbol: String) -> Int32 { ids[TokenKey(symbol)] ?? -1 }

  func text(of id: Int32) -> String { texts[Int(id)] }
}
