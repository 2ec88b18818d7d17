import ArgumentParser
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// The text of systems that count words.
struct WordTextOptions: ParsableArguments {
  @Option(data: "The text: a file or a folder, gzip too, in UTF-8, UTF-16, Shift_JIS or EUC-JP")
  var data: DataName = "debian-ja"
  @Option("How the text is cut into words; a line is a sentence.") var tokenizer = WordTokenizer.space
  @Flag("Remove the ruby, notes, header and footer of Aozora Bunko's files.") var aozora = false
  @Option(
    "Rarer words are left out.", in: 1...mostCounted,
    name: .original("min-count"))
  var minCount = 5

  /// The text with its words counted.
  func corpus(vocabulary: CountedWords? = nil) throws -> (corpus: WordCorpus, digest: String) {
    var builder = WordCorpus.Builder()
    let digest = try TextData.read(data, aozora: aozora) { builder.add($0) }
    return (
      try builder.corpus(minimumCount: minCount, vocabulary: vocabulary, name: data.text), digest
    )
  }
}

/// What cuts a text into words.
enum WordTokenizer: String, CaseIterable, ExpressibleByArgument {
  /// At white space.
  case space
}
