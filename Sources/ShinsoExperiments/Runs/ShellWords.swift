/// Command lines as a shell reads them.
enum ShellWords {
  /// A word that a shell takes for just this.
  static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.allSatisfy { character in
        character.isASCII && (character.isLetter || character.isNumber)
          || "-_./=:,@%+".contains(character)
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  /// The command that goes on with what a program was called to do.
  static func resuming(_ program: String, _ arguments: [String]) -> String {
    let words = arguments.contains("--resume") ? arguments : arguments + ["--resume"]
    return ([program] + words).map(quoted).joined(separator: " ")
  }
}
