import Foundation
import ShinsoFormats
import ShinsoTensor

/// The tokens that a model knows, numbered from 0. ``TokenCounts`` makes one from a text.
public struct Vocabulary: Sendable, Hashable {
  /// Stands for all tokens that are not in the vocabulary.
  public static let unknownToken = "<unk>"

  /// The token of each id.
  public let tokens: [String]
  public let tokenizer: Tokenizer
  public let unknownID: Int32
  private let ids: [TokenKey: Int32]

  public var count: Int { tokens.count }

  /// - Parameter name: the name that error messages use for the list: the path of the model file.
  /// - Throws: `InputError` if a token is empty or repeated, or if the unknown token is missing.
  public init(_ tokens: [String], tokenizer: Tokenizer, name: String) throws {
    var ids: [TokenKey: Int32] = [:]
    for (id, token) in zip(Int32(0)..., tokens) {
      if token.isEmpty { throw InputError(name, "token \(id) of the vocabulary is empty") }
      if let first = ids.updateValue(id, forKey: TokenKey(token)) {
        throw InputError(
          name, "tokens \(first) and \(id) of the vocabulary are both \(quoted(token))")
      }
    }
    guard let unknownID = ids[TokenKey(Self.unknownToken)] else {
      throw InputError(name, "the vocabulary has no token \(Self.unknownToken)")
    }
    self.tokens = tokens
    self.tokenizer = tokenizer
    self.unknownID = unknownID
    self.ids = ids
  }

  /// - Parameter tokens: must be unique, with the unknown token first.
  init(unique tokens: [String], tokenizer: Tokenizer) {
    self.tokens = tokens
    self.tokenizer = tokenizer
    unknownID = 0
    ids = Dictionary(
      uniqueKeysWithValues: zip(tokens.lazy.map { TokenKey($0) }, Int32(0)...))
  }

  /// Reads the output of ``json``, which model files contain. Throws the errors of
  /// ``init(_:tokenizer:name:)``, and `InputError` if it is not a list of strings.
  public init(json: String, tokenizer: Tokenizer, name: String) throws {
    guard let tokens = try? JSONDecoder().decode([String].self, from: Data(json.utf8)) else {
      throw InputError(name, "the vocabulary is not a JSON list of strings")
    }
    try self.init(tokens, tokenizer: tokenizer, name: name)
  }

  /// The tokens as a JSON list of strings.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    // Encoding strings cannot fail.
    return (try? encoder.encode(tokens)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }

  /// nil if the token is not in the vocabulary.
  public func id(of token: String) -> Int32? { ids[TokenKey(token)] }

  func idOrUnknown(of token: Substring) -> Int32 { ids[TokenKey(token)] ?? unknownID }

  /// The token with that id. Throws `InputError` if there is none.
  public func token(_ id: Int32) throws -> String {
    guard tokens.indices.contains(Int(id)) else {
      throw InputError("\(id)", "is not an id of a vocabulary of \(count) tokens")
    }
    return tokens[Int(id)]
  }

  /// The ids of the tokens in a text; ``unknownID`` for those that are not in the vocabulary.
  public func encode(_ text: String) -> [Int32] {
    var result: [Int32] = []
    tokenizer.forEachToken(in: text) { result.append(idOrUnknown(of: $0)) }
    return result
  }

  /// The tokens of a text that are not in the vocabulary, each once, in order of appearance.
  public func unknownTokens(in text: String) -> [String] {
    var found: [String] = []
    tokenizer.forEachToken(in: text) { token in
      if ids[TokenKey(token)] == nil, !found.contains(String(token)) { found.append(String(token)) }
    }
    return found
  }

  /// The text for some ids; see ``Tokenizer/joined(_:)``. Throws `InputError` if an id has no
  /// token.
  public func decode(_ ids: some Sequence<Int32>) throws -> String {
    try tokenizer.joined(ids.map { try token($0) })
  }
}
