import ShinsoFormats
import ShinsoTensor

extension Lexicon {
  /// Of words in kana, which are pronounced as they are written.
  ///
  /// - Parameter missing: the lexicon that other words would need.
  /// - Throws: `InputError` that lists all words that are not kana.
  init(kana words: [String], missing: String) throws {
    var entries: [(word: String, phones: [String])] = []
    var others: [String] = []
    for word in words {
      if let phones = Kana.phones(of: word) {
        entries.append((word, phones))
      } else {
        others.append(word)
      }
    }
    guard others.isEmpty else {
      throw InputError(
        missing,
        "is not there, which says a line each how words are pronounced (WORD PHONE PHONE …); only "
          + "kana need none, and \(counted(others.count, "word is", "words are")) not kana: "
          + others.joined(separator: " "))
    }
    self.init(entries)
  }
}
