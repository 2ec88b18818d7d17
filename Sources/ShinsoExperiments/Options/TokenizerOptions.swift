import ArgumentParser
import ShinsoData
import ShinsoTensor

extension Tokenizer.Kind: ExpressibleByArgument {}
extension Tokenizer.Normalization: ExpressibleByArgument {}

/// A system that divides text into tokens.
public protocol HasTokenizer: SendableMetatype {
  static var tokenizer: Tokenizer.Kind { get }
}

/// `--tokenizer` and what belongs to it, the same for every system that reads text.
public struct TokenizerOptions<System: HasTokenizer>: ParsableArguments {
  @Option(
    """
    What the text is cut into: characters, as a reader sees them; space: what stands between white \
    space; english: words, punctuation and contractions split off; japanese: words, by MeCab; \
    japanese-base: the same in the forms of a dictionary; bpe: pieces of words that are frequent, \
    learned from the text.
    """)
  public var tokenizer = System.tokenizer

  @Option("nfkc makes one of full and half width, and of other spellings of a character.")
  public var normalize = Tokenizer.Normalization.none

  @Flag("Read all letters as small ones.")
  public var lowercase = false

  @Option("Pairs that --tokenizer bpe merges.", in: 1...1_000_000)
  public var merges = 8000

  public init() {}

  /// The tokenizer that is asked for; of byte-pair encoding, one that has learned nothing yet.
  ///
  /// - Throws: `InputError` if it needs MeCab and the system has none.
  public func make() throws(InputError) -> Tokenizer {
    try Tokenizer(tokenizer, normalization: normalize, lowercase: lowercase)
  }
}
