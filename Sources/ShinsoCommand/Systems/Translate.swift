import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

struct Translate: ParsableCommand, FileVerb {
  static let verb = "translate"

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      abstract: "Translates sentences.",
      discussion: """
        EXAMPLES
          shinso translate attention 彼は医者だ。 --alignment
          shinso translate attention 彼は医者だ。 -o alignment.png
          shinso translate attention --file test.ja --beam 10
          echo 彼は医者だ。 | shinso translate attention
        Each argument is a sentence; without any, each line of the file or of standard input is one. \
        Of a run with --patience, its best weights are used; of others, the last ones.
        """,
      subcommands: [UnknownSystem<Translate>.self],
      groupedSubcommands: SystemCommands.groups(SystemCommands.translate),
      defaultSubcommand: UnknownSystem<Translate>.self)
  }
}

extension Translate {
  static func command(forFile path: String, _ words: [String]) throws -> (any ParsableCommand)? {
    func open<S: Translating>(_ system: S.Type) throws -> any ParsableCommand {
      try TranslateSystem<S>.parseAsRoot(["--model", path] + words)
    }
    return try (TrainedModel.system(of: path) as? any Translating.Type).map { try open($0) }
  }
}

/// `shinso translate ID`.
struct TranslateSystem<S: Translating>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: S.about.id, _superCommandName: "shinso \(Translate.verb)",
      abstract: S.about.title,
      discussion: "EXAMPLE\n  shinso translate \(S.about.id) \(S.translateExample)")
  }

  @Argument(help: "Sentences. (default: the lines of standard input)") var texts: [String] = []
  @Option("A file with a sentence in each line.", default: "none", completion: .file())
  var file: String?
  @Flag("Show which words each word was made from.") var alignment = false
  @Flag("A JSON object for each sentence, one a line.") var json = false
  @Option(
    "Draw which words each word was made from as PICTURE.png and PICTURE.svg (gnuplot).",
    name: .shortAndLong, default: "none", completion: .file())
  var output: String?
  @OptionGroup var options: S.TranslateOptions

  func validate() throws {
    if !texts.isEmpty, file != nil { throw ValidationError("give either sentences or --file") }
    if output != nil, texts.count != 1 {
      throw ValidationError("--output: a picture needs one sentence as an argument")
    }
    if output != nil || alignment, !S.showsAlignment {
      throw ValidationError(
        "\(output == nil ? "--alignment" : "--output"): \(S.about.id) does not look at single words; "
          + "attention does")
    }
  }

  func run() throws {
    let picture = output.map { URL(filePath: $0) }
    if let picture { try Plot.checkDrawable(to: picture) }
    let translate = try S.translator(options)
    for (number, text) in texts.enumerated() {
      let name = texts.count == 1 ? "text" : "text \(number + 1)"
      let translation = try translate(text, name)
      try show(translation)
      guard let picture else { continue }
      try AlignmentPlot(
        source: translation.source, target: translation.tokens, weights: translation.weights
      ).write(to: picture)
    }
    if texts.isEmpty { try translateLines(translate) }
  }

  private func translateLines(
    _ translate: (_ sentence: String, _ name: String) throws -> Translation
  ) throws {
    let lines = try LineReader(file)
    var failures = 0
    while let line = try lines.next() {
      // An empty line stays one, so that lines belong together.
      if line.text.allSatisfy(\.isWhitespace) {
        try write("")
        continue
      }
      do {
        try show(translate(line.text, "\(lines.name), line \(line.number)"))
      } catch let error as InputError {
        Console.note(error.description)
        try write("")
        failures += 1
      }
    }
    if failures > 0 {
      throw InputError(lines.name, "lines that were not translated, and are empty: \(failures)")
    }
  }

  private func show(_ translation: Translation) throws {
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return try write(String(decoding: encoder.encode(translation), as: UTF8.self))
    }
    try write(translation.text.printable)
    guard alignment else { return }
    for line in AlignmentTable(translation).lines { try write(line) }
  }

  /// Line by line, as it comes; a reader that went away ends it.
  private func write(_ line: String) throws {
    try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
  }
}
