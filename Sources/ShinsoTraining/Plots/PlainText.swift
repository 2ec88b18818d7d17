/// What plain fonts can draw. gnuplot's fallback draws an emoji as shapes that cover the picture.
enum PlainText {
  /// The text with an empty square for each character that no plain font has: emoji and other signs
  /// outside the basic plane, private and unassigned characters.
  static func drawable(_ text: String) -> String {
    String(
      text.map { character in
        character.unicodeScalars.allSatisfy(isPlain) ? character : "\u{25A1}"
      })
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    // The first asks for the emoji of the sign before it.
    if scalar.value == 0xFE0F || scalar.properties.isEmojiPresentation { return false }
    switch scalar.properties.generalCategory {
    case .privateUse, .unassigned, .surrogate: return false
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark:
      return true
    default: return scalar.value <= 0xFFFF
    }
  }
}
