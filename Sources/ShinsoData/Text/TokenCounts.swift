/// How often each token occurs in some texts.
///
/// ```swift
/// var counts = TokenCounts(by: .characters)
/// counts.add(text)
/// let vocabulary = counts.vocabulary(minimumCount: 2)
/// ```
public struct TokenCounts: Sendable {
  public let tokenizer: Tokenizer
  /// In order of first appearance.
  public private(set) var tokens: [String] = []
  /// The count of each token in ``tokens``.
  public private(set) var counts: [Int] = []
  /// The number of tokens counted.
  public private(set) var total = 0
  private var places: [TokenKey: Int32] = [:]

  public init(by tokenizer: Tokenizer) {
    self.tokenizer = tokenizer
  }

  public mutating func add(_ text: String) {
    tokenizer.forEachToken(in: text) { add($0) }
  }

  mutating func add(_ token: Substring, times count: Int = 1) {
    let place = number(of: token)
    counts[Int(place)] += count
    total += count
  }

  /// The place of a token in ``tokens``; a new one if need be, with a count of 0.
  mutating func number(of token: Substring) -> Int32 {
    let key = TokenKey(token)
    if let place = places[key] { return place }
    let place = Int32(tokens.count)
    places[key] = place
    tokens.append(key.token)
    counts.append(0)
    return place
  }

  /// The count of a token; 0 if it does not occur.
  public func count(of token: String) -> Int {
    places[TokenKey(token)].map { counts[Int($0)] } ?? 0
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
    return Vocabulary(unique: first + chosen.map { tokens[$0] }, tokenizer: tokenizer)
  }
}
