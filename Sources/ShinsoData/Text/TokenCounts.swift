/// How often each token occurs in some texts.
///
/// ```swift
/// var counts = TokenCounts(by: .character)
/// counts.add(corpus.text)
/// let vocabulary = counts.vocabulary(minimumCount: 2)
/// ```
public struct TokenCounts: Sendable {
  public let unit: TokenUnit
  /// In order of first appearance.
  public private(set) var tokens: [String] = []
  /// The count of each token in ``tokens``.
  public private(set) var counts: [Int] = []
  /// The number of tokens counted.
  public private(set) var total = 0
  private var places: [TokenKey: Int] = [:]

  public init(by unit: TokenUnit) {
    self.unit = unit
  }

  public mutating func add(_ text: String) {
    unit.forEachToken(in: text) { add($0) }
  }

  private mutating func add(_ token: Substring) {
    total += 1
    let key = TokenKey(token)
    if let place = places[key] {
      counts[place] += 1
    } else {
      places[key] = tokens.count
      tokens.append(key.token)
      counts.append(1)
    }
  }

  /// The count of a token; 0 if it does not occur.
  public func count(of token: String) -> Int {
    places[TokenKey(token)].map { counts[$0] } ?? 0
  }

  /// The unknown token, the special tokens, and then the tokens that occur at least `minimumCount`
  /// times, most frequent first; equally frequent tokens are in order of first appearance.
  ///
  /// - Parameters:
  ///   - maximumSize: the rarest tokens beyond this size are left out; special tokens count too.
  ///   - special: tokens that need not occur in a text, such as the start of a sentence.
  public func vocabulary(
    minimumCount: Int = 1, maximumSize: Int? = nil, special: [String] = []
  ) -> Vocabulary {
    let first = [Vocabulary.unknownToken] + special
    let reserved = Set(first.map { TokenKey($0) })
    precondition(
      reserved.count == first.count, "TokenCounts: a special token is repeated in \(special)")
    let room = (maximumSize ?? .max) - first.count
    precondition(room >= 0, "TokenCounts: \(first.count) special tokens exceed the maximum size")
    let chosen = tokens.indices
      .filter { counts[$0] >= minimumCount && !reserved.contains(TokenKey(tokens[$0])) }
      .sorted { (counts[$1], $0) < (counts[$0], $1) }
      .prefix(room)
    return Vocabulary(unique: first + chosen.map { tokens[$0] }, unit: unit)
  }
}
