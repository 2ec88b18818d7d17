import ShinsoData

extension TranslationSystem {
  static var translateExample: String { "彼は医者だ。 --beam 10" }

  static func translator(
    _ options: TranslationOptions
  ) throws -> (_ sentence: String, _ name: String) throws -> Translation {
    let saved = try OpenModels.model(options.model, of: about.id) {
      try SavedTranslator<Self>(options.model)
    }
    return { sentence, name in
      noteUnknownTokens(in: sentence, name, saved.translator.reader.vocabulary)
      return try saved.translator.translate(
        [sentence], options.search.search, replacesUnknown: !options.search.keepUnknown,
        name: name)[0]
    }
  }

  private static func noteUnknownTokens(
    in sentence: String, _ name: String, _ vocabulary: Vocabulary
  ) {
    // One long word of Japanese is most likely a sentence.
    let isUndivided =
      vocabulary.tokenizer.kind == .space && sentence.count > 4
      && sentence.allSatisfy { !$0.isASCII && !$0.isWhitespace }
    vocabulary.noteUnknownTokens(
      in: sentence, name: name,
      consequence: isUndivided
        ? "it learned from words with spaces between them, so put spaces between the words, as "
          + "`mecab -Owakati` does" : "they are read as unknown words")
  }
}
