/// Divides English text as the Penn Treebank does: punctuation is split off, and so is the end of a
/// contraction (`don't` is `do` and `n't`, `it's` is `it` and `'s`). Quotation marks stay as they
/// are. Words with hyphens, numbers (`3.14`, `1,000`, `3:30`), abbreviations with periods inside
/// (`U.S.`) and some common ones (`Mr.`) stay whole.
enum EnglishWords {
  private static let abbreviations: Set<String> = [
    "mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "jr.", "sr.", "vs.", "etc.", "no.", "inc.", "co.",
    "ltd.",
  ]
  private static let endings: Set<String> = ["'s", "'m", "'d", "'re", "'ve", "'ll"]
  private static let longestEnding = 3

  /// Calls `body` with the words of a part without white space.
  static func forEachWord(
    in part: Substring, _ body: (Substring) throws -> Void
  ) rethrows {
    var place = part.startIndex
    while place < part.endIndex {
      let end = wordEnd(part, from: place)
      // `don't've` has two.
      var (word, endings) = (part[place..<end], [Substring]())
      while let cut = contraction(word) {
        endings.append(word[cut...])
        word = word[..<cut]
      }
      try body(word)
      for ending in endings.reversed() { try body(ending) }
      place = end
    }
  }

  /// Whether a space stands between two words.
  static func isSpaced(_ word: String, after last: String) -> Bool {
    if "([{$¿¡".contains(last) { return false }
    if word == "n't" || endings.contains(plain(word)) { return false }
    return !(word.count == 1 && ".,;:!?)]}%".contains(word)) && word != "..."
  }

  private static func wordEnd(_ part: Substring, from start: Substring.Index) -> Substring.Index {
    let first = part[start]
    guard isInner(first) else {
      // A contraction's end that was split off before.
      // Only as much is read as an ending has, since a text may be nothing but apostrophes.
      let rest = part[start...].prefix(longestEnding + 1)
      if isApostrophe(first), rest.endIndex == part.endIndex, endings.contains(plain(rest)) {
        return part.endIndex
      }
      var end = part.index(after: start)
      // An ellipsis or a dash is one token.
      if first == "." || first == "-" {
        while end < part.endIndex, part[end] == first { end = part.index(after: end) }
      }
      return end
    }
    var end = part.index(after: start)
    var hasPeriod = false
    while end < part.endIndex {
      let character = part[end]
      let next = part.index(after: end)
      if !isInner(character) {
        guard next < part.endIndex, isInner(part[next]),
          joins(character, part[part.index(before: end)], part[next])
        else { break }
        hasPeriod = hasPeriod || character == "."
      }
      end = next
    }
    if end < part.endIndex, part[end] == "." {
      let next = part.index(after: end)
      let isLast = next == part.endIndex || !isInner(part[next]) && part[next] != "."
      let word = part[start..<next]
      let isAbbreviation =
        hasPeriod && isInitials(word) || abbreviations.contains(word.lowercased())
      if isLast, isAbbreviation { return next }
    }
    return end
  }

  private static func isInner(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  private static func isApostrophe(_ character: Character) -> Bool {
    character == "'" || character == "’"
  }

  /// Whether a sign between two letters or digits is part of the word.
  private static func joins(_ sign: Character, _ left: Character, _ right: Character) -> Bool {
    switch sign {
    case "'", "’": left.isLetter && right.isLetter
    case "-", ".", "@": true
    case ",", ":": left.isNumber && right.isNumber
    default: false
    }
  }

  /// `U.S.`: single letters with periods.
  private static func isInitials(_ word: Substring) -> Bool {
    word.split(separator: ".").allSatisfy { $0.count == 1 && $0.first?.isLetter == true }
  }

  /// Where the end of a contraction begins.
  private static func contraction(_ word: Substring) -> Substring.Index? {
    guard let mark = word.lastIndex(where: isApostrophe), mark > word.startIndex else { return nil }
    if endings.contains(plain(word[mark...])) { return mark }
    let before = word.index(before: mark)
    guard plain(word[before...]) == "n't", before > word.startIndex,
      isInner(word[word.index(before: before)])
    else { return nil }
    return before
  }

  /// In lower case, with a straight apostrophe.
  private static func plain(_ word: some StringProtocol) -> String {
    word.lowercased().replacing("’", with: "'")
  }
}
