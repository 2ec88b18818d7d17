import ArgumentParser
import ShinsoData
import ShinsoTensor

extension PairKind: ExpressibleByArgument {}

/// `--data` of sentence pairs and what is made of them.
struct PairOptions: ParsableArguments {
  @Option(
    data: """
      Pairs of sentences: a folder with train.ja, train.en, dev.ja and so on, or with train.tsv, or a \
      single table, in each line a pair
      """) var data: DataName = "debian-enja"
  @Option(
    "The sentences to read: the ending of the files by language, or a column of the table.",
    default: "the first of two columns; ja of the catalog's data") var source: String?
  @Option(
    "What they are to become: an ending or a column.",
    default: "the second of two columns; en of the catalog's data")
  var target: String?
  @Option(
    """
    given: the data are pairs; next: they are a text, of which each sentence is to be followed by the \
    next one; complete: a text, whose sentences are to be completed from their first word.
    """)
  var pairs = PairKind.given
  @Option(
    """
    What the source is cut into: characters; space: what stands between white space; english: words, \
    punctuation split off; japanese: words, by MeCab; japanese-base; bpe: pieces learned from the pairs.
    """,
    default:
      "characters where there are no spaces, english where punctuation is attached, else space")
  var sourceTokenizer: Tokenizer.Kind?
  @Option("What the target is cut into.", default: "as for the source")
  var targetTokenizer: Tokenizer.Kind?
  @Option("nfkc makes one of full and half width, and of other spellings of a character.")
  var normalize = Tokenizer.Normalization.none
  @Flag("Read all letters as small ones.") var lowercase = false
  @Option("Pairs that a tokenizer bpe merges.", in: 1...1_000_000) var merges = 8000
  @Option(
    "Rarer tokens are read as unknown.", in: .count,
    default: "2; 1 for less than \(PairData.fewPairs) pairs") var minimumCount: Int?
  @Option("The most tokens in each vocabulary, the most frequent ones.", in: .count, default: "any")
  var vocabularySize: Int?
  @Option("Longer sentences, in tokens, are not learned from and not read.", in: 1...10_000)
  var maximumLength = 100
  @Option(
    "The part of the training pairs that is held out where there are no dev pairs.",
    in: .range(0...0.5)) var heldOut = 0.0
}
