/// Whether words are divided by spaces, as in English, or not, as in Japanese.
enum Spacing {
  /// Whether texts have hardly any spaces. Words of a language with spaces have some six letters.
  static func isRare(in texts: some Sequence<String>) -> Bool {
    let (spaces, others) = texts.reduce(into: (0, 0)) { sum, text in
      let count = text.count { $0 == " " }
      sum = (sum.0 + count, sum.1 + text.count - count)
    }
    return spaces * 12 < others
  }
}
