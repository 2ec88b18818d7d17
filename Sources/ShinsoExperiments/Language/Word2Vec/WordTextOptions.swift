import ArgumentParser
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// A system that counts words.
protocol CountsWords: HasTokenizer {
  /// What becomes of words that are rarer than `--min-count` says, for its help.
  static var rareWords: String { get }
}

/// The text of systems that count words.
struct WordTextOptions<System: CountsWords>: ParsableArguments {
  @Option(
    data: "The text: a file or a folder, gzip too, in UTF-8, UTF-16, Shift_JIS or EUC-JP; - for "
      + "standard input. A line is a sentence", name: .original("train"))
  var data: DataName = "debian-ja"
  @OptionGroup var tokenizer: TokenizerOptions<System>
  @Flag("Remove the ruby, notes, header and footer of Aozora Bunko's files.") var aozora = false
  @Option(System.rareWords, in: 1...mostCounted, name: .original("min-count"))
  var minCount = 5

  /// The text with its words counted, and its digest.
  func corpus(vocabulary: CountedWords? = nil) throws -> (corpus: WordCorpus, digest: String) {
    var digest = ""
    let corpus = try WordCorpus(
      by: tokenizer.make(), minimumCount: minCount, vocabulary: vocabulary,
      merges: tokenizer.merges, name: data.text
    ) { digest = try TextData.read(data, aozora: aozora, $0) }
    return (corpus, digest)
  }
}
