import ShinsoData
import ShinsoModels
import ShinsoTensor

/// Lets a language model go on with a text.
struct TextWriter {
  private let vocabulary: Vocabulary
  private var generator: TokenGenerator
  /// The token before the next one.
  private var last: String?

  /// - Parameter start: see ``TokenGenerator``.
  init(_ model: RecurrentLanguageModel, _ vocabulary: Vocabulary, start: Int32?) {
    self.vocabulary = vocabulary
    generator = TokenGenerator(model, start: start.map(Int.init))
  }

  /// Reads a text to go on from, after what was read and written before.
  mutating func read(_ text: String) {
    generator.read(vocabulary.encode(text).map(Int.init))
    last = vocabulary.tokenizer.tokens(of: text).last ?? last
  }

  /// Reads the end of the line, unless it was the last thing written.
  mutating func endLine() {
    if last != "\n" { read("\n") }
  }

  /// Draws tokens one by one and writes each as it comes.
  ///
  /// - Parameter endsWithLine: whether a line break, which is not written, ends it.
  mutating func draw(
    _ count: Int, _ sampler: inout TokenSampler, endsWithLine: Bool = false,
    write: (String) throws -> Void
  ) throws {
    for _ in 0..<count {
      let token = try vocabulary.token(Int32(generator.next(&sampler)))
      let text = vocabulary.tokenizer.spelled(token, after: last)
      last = token
      if endsWithLine, token == "\n" { return }
      try write(text)
    }
  }

  /// The likeliest tokens, as far as a beam search finds them.
  mutating func likeliest(_ count: Int, width: Int) throws -> String {
    var text = ""
    let tokens = try generator.likeliest(
      count, width: width, excluding: [Int(vocabulary.unknownID)])
    for id in tokens {
      let token = try vocabulary.token(Int32(id))
      text += vocabulary.tokenizer.spelled(token, after: last)
      last = token
    }
    return text
  }
}
