import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// Words that belong together become one, `new_york`: Mikolov et al., NIPS 2013, section 4. The text
/// that it writes is what `word2vec` then learns from, with `--tokenizer space`.
struct PhrasesExperiment: Trainable, CountsWords {
  static let about = About(
    id: "phrases", field: .language, year: 2013,
    title: "Words that belong together joined into phrases, for word2vec", data: "debian-ja",
    expectation: "a text with phrases such as new_york, in the run's folder",
    example: "--data news/ --tokenizer space --passes 2")
  static let tokenizer = Tokenizer.Kind.japanese
  static let rareWords = "Rarer words and pairs are not joined; they stay in the text."

  struct TrainOptions: ParsableArguments, OptionTraits {
    static let changeable: Set = ["saveText"]
    static let outputs: Set = ["saveText"]
    static let aliases = ["output": "saveText", "train": "data"]

    @OptionGroup(title: "Text") var text: WordTextOptions<PhrasesExperiment>
    @Option(
      "Pairs with a higher score are joined; a higher one means fewer phrases.", in: .positive,
      name: .original("threshold")) var threshold = 100.0
    @Option("Passes; the second makes phrases of up to four words.", in: 1...10) var passes = 1
    @Option("What stands between joined words.") var delimiter = "_"
    @Option(
      "Where the text is written.", name: .original("output"),
      default: "text.txt in the run's folder",
      completion: .file()) var saveText: FileName?

    func validate() throws {
      if delimiter.contains(where: \.isWhitespace) {
        throw ValidationError("--delimiter: must have no white space")
      }
    }
  }

  static let phrases = Metric("phrases", .higher, .number(digits: 0), reduction: .sum)

  static func train(_ options: TrainOptions, in run: Run) throws {
    try run.reserve()
    let file = options.saveText?.url ?? run.folder.url.appending(path: TextCorpus.fileName)
    try AtomicFile.checkWritable(file)
    var text = try PhraseText(
      by: options.text.tokenizer.make(), delimiter: options.delimiter, name: options.text.data.text
    ) { _ = try TextData.read(options.text.data, aozora: options.text.aozora, $0) }
    var found: [PhraseText.Phrase] = []
    for _ in 0..<options.passes {
      found += try text.join(minimumCount: options.text.minCount, threshold: options.threshold)
    }
    try text.write(to: file)
    try run.finish(
      [
        ("phrases", Tensor(Array(found.map(\.text).joined(separator: "\n").utf8))),
        ("counts", Tensor(found.map { Int64($0.count) })),
        ("scores", Tensor(found.map { Float($0.score) })),
      ], scores: Scores(samples: text.wordCount, [phrases: Double(found.count)]))
    tell(found, text, file)
  }

  private static func tell(_ found: [PhraseText.Phrase], _ text: PhraseText, _ file: URL) {
    let shown = found.sorted { $0.count > $1.count }.prefix(20)
    let rows = shown.map { [$0.text, "\($0.count)", String(format: "%.1f", $0.score)] }
    if !rows.isEmpty {
      for line in Table(["PHRASE", ">COUNT", ">SCORE"], rows).lines { Console.result(line) }
    }
    Console.result(
      "\(counted(found.count, "phrase")); the text with \(counted(text.wordCount, "word")) is "
        + "\(file.relativePath)")
  }
}
