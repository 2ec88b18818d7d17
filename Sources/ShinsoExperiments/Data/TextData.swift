import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// `--data` and what is made of the text.
struct TextOptions: ParsableArguments {
  @Option(
    data: "The text, a file or a folder, gzip too, in UTF-8, UTF-16, Shift_JIS or EUC-JP, or - for "
      + "standard input")
  var data: DataName = "debian-ja"
  @OptionGroup var tokenizer: TokenizerOptions<RNNLMExperiment>
  @Flag("Remove the ruby, notes, header and footer of Aozora Bunko's files.") var aozora = false
  @Option("Rarer tokens are read as unknown.", in: 1...mostCounted) var minimumCount = 1
  @Option("The most tokens in the vocabulary, the most frequent ones.", in: .count, default: "any")
  var vocabularySize: Int?
  @Option("The part at the end of the text that is held out.", in: .range(0...0.5))
  var heldOut = 0.05
}

/// A text with its end held out.
struct TextData {
  let tokens: TokenizedText
  /// Of the whole text.
  let digest: String

  init(_ options: TextOptions) throws {
    var digest = ""
    tokens = try TokenizedText(
      by: options.tokenizer.make(),
      limits: TokenizedText.Limits(
        minimumCount: options.minimumCount, maximumSize: options.vocabularySize.map { max($0, 2) },
        merges: options.tokenizer.merges), heldOut: options.heldOut
    ) { digest = try Self.read(options.data, aozora: options.aozora, $0) }
    self.digest = digest
  }

  /// How the text begins, for a sample: eight characters, or as many tokens.
  func start() throws -> String {
    let vocabulary = tokens.vocabulary
    let words = try tokens.train.prefix(16).map { try vocabulary.token($0) }
      .drop { $0.allSatisfy(\.isWhitespace) }
    return vocabulary.tokenizer.joined(words.prefix(8))
  }

  /// Hands out the lines of a text, and says what was skipped.
  ///
  /// - Returns: the digest of the text.
  static func read(
    _ data: DataName, aozora: Bool, _ body: (String) throws -> Void
  ) throws -> String {
    let corpus = TextCorpus(try place(of: data), removesAozoraMarkup: aozora)
    let contents = try corpus.forEachLine(body)
    for note in contents.notes { Console.note("\(data): \(note)") }
    return contents.digest
  }

  /// nil for standard input.
  private static func place(of data: DataName) throws -> URL? {
    if data.isStandardInput { return nil }
    var place = data.url
    if let folder = try data.fetched() {
      place = folder.appending(path: TextCorpus.fileName)
      guard FileManager.default.fileExists(atPath: place.path) else {
        throw InputError("--data \(data)", "holds no text; see `shinso data list`")
      }
    } else if !FileManager.default.fileExists(atPath: place.path) {
      throw InputError(
        "--data \(data)", "no such file, and no data set of that name (shinso data list)")
    }
    return place
  }
}
