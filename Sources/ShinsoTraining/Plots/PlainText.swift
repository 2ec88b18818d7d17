/// What plain fonts can draw. gnuplot draws an emoji, or what no font has, as shapes that cover the
/// picture.
enum PlainText {
  /// The text with an empty square for each character that cannot be drawn.
  ///
  /// - Parameter fonts: nil: what they have is not known.
  static func drawable(
    _ text: String, by fonts: @autoclosure () -> FontCharacters? = FontCharacters.installed
  ) -> String {
    String(
      text.map { character in
        character.unicodeScalars.allSatisfy { isDrawable($0, fonts) } ? character : "\u{25A1}"
      })
  }

  private static func isDrawable(
    _ scalar: Unicode.Scalar, _ fonts: () -> FontCharacters?
  ) -> Bool {
    switch scalar.value {
    // Latin letters, kana and common kanji, without which no picture has its labels.
    case ..<0x250, 0x25A1, 0x3000..<0x3100, 0x4E00..<0xA000: return true
    // Asks for the emoji of the sign before it.
    case 0xFE0F: return false
    default: break
    }
    if scalar.properties.isEmojiPresentation || scalar.properties.generalCategory == .privateUse {
      return false
    }
    return scalar.properties.isDefaultIgnorableCodePoint || fonts()?.contains(scalar) ?? true
  }
}
