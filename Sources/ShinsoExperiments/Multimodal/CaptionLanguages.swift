import ShinsoData
import ShinsoTensor

/// How the captions of each language are cut into words.
enum CaptionLanguages {
  /// What a language is called that has no name.
  static let unnamed = "text"

  /// Words by MeCab where hardly any spaces are, English words where letters are mostly those of
  /// English, else what stands between spaces; all in small letters.
  static func of(
    _ data: PhotographData, tokenizer kind: Tokenizer.Kind?
  ) throws -> [CaptionVocabulary.Language] {
    try data.languageNames.enumerated().map { number, name in
      let texts = PhotographData.texts(data.train, number)
      let kind = kind ?? usual(for: texts)
      if kind == .bpe { throw InputError("--tokenizer bpe", "captions are written word by word") }
      return CaptionVocabulary.Language(
        name: name.isEmpty ? unnamed : name, tokenizer: try Tokenizer(kind, lowercase: true))
    }
  }

  private static func usual(for texts: [String]) -> Tokenizer.Kind {
    if Spacing.isRare(in: texts) { return .japanese }
    let (foreign, all) = texts.prefix(1000).joined().unicodeScalars.reduce(into: (0, 0)) {
      $0.1 += 1
      if !$1.isASCII { $0.0 += 1 }
    }
    return foreign * 50 > all ? .space : .english
  }
}
