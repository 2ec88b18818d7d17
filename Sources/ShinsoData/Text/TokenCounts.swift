/// How often each token occurs in some texts.
///
/// ```swift
/// var counts = TokenCounts(by: .character)
/// counts.add(corpus.text)
/// let vocabulary = counts.vocabulary(minimumCount: 2)
/// ```
public struct TokenCounts: Sendable {
  public let unit: TokenUnit
  /// In the order of their first appearance.
  public private(set) var tokens: [String] = []
  /// The count of each of ``tokens``.
  public private(set) var counts: [Int] = []
  /// The number of all tokens counted.
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

  /// 0 for a token that does not occur.
  public func count(of token: String) -> Int {
    places[TokenKey(token)].map { counts[$0] } ?? 0
  }

  /// The unknown token, the special tokens, then the tokens that occur `minimumCount` times or more:
  /// the frequent ones first, those of equal count in the order of their first appearance.
  ///
  /// - Parameters:
  ///   - maximumSize: the rarest tokens beyond it are left out; the special ones count.
  ///   - special: tokens that no text need have, such as a beginning of the sentence.
  public func vocabulary(
    minimumCount: Int = 1, maximumSize: Int? = nil, special: [String] = []
  ) -> Vocabulary {
    let first = [Vocabulary.unknownToken] + special
    let reserved = Set(first.map { TokenKey($0) })
    precondition(
      reserved.count == first.count, "TokenCounts: a special token is named twice in \(special)")
    let room = (maximumSize ?? .max) - first.count
    precondition(room >= 0, "TokenCounts: \(first.count) special tokens are more than the maximum")
    let chosen = tokens.indices
      .filter { counts[$0] >= minimumCount && !reserved.contains(TokenKey(tokens[$0])) }
      .sorted { (counts[$1], $0) < (counts[$0], $1) }
      .prefix(room)
    return Vocabulary(unique: first + chosen.map { tokens[$0] }, unit: unit)
  }
}
