extension TranslationSystem {
  static var translateExample: String { "彼は医者だ。 --beam 10" }

  static func translator(
    _ options: TranslationOptions
  ) throws -> (_ sentence: String, _ name: String) throws -> Translation {
    let saved = try SavedTranslator<Self>(options.model)
    return { sentence, name in
      try saved.translator.translate(
        [sentence], options.search.search, replacesUnknown: !options.search.keepUnknown,
        name: name)[0]
    }
  }
}
