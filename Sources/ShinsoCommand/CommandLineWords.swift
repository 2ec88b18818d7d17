/// The words of the command line, after the program's name.
enum CommandLineWords {
  static let all = joined(Array(CommandLine.arguments.dropFirst())).map {
    helpNames.contains($0) ? "--help" : $0
  }

  /// The parser does not know them: it would find `-h` among the letters of `-hs` or `-threads`, and
  /// answer what is wrong with such a command line by its help.
  private static let helpNames = ["-h", "-help"]

  /// With a negative number joined to the option before it, `--epochs=-3`. The parser would take it
  /// for an option, and say that the value is missing.
  static func joined(_ words: [String]) -> [String] {
    words.reduce(into: []) { all, word in
      if isNegative(word), let last = all.last, last.hasPrefix("--"), !last.contains("=") {
        all[all.count - 1] = "\(last)=\(word)"
      } else {
        all.append(word)
      }
    }
  }

  /// Options whose values are names of files.
  private static let nameOptions: Set = [
    "--output", "-o", "--model", "--weights", "--config", "--root", "--sheet", "--solver",
    "--sample",
    "--samples",
  ]

  /// An option for a file's name whose value is empty, as an unset variable of a shell leaves it: it
  /// would stand for the current folder. nil if there is none.
  static func optionWithEmptyName(_ words: [String]) -> String? {
    for (place, word) in words.enumerated() {
      if word == "--" { return nil }
      if word.hasSuffix("="), nameOptions.contains(String(word.dropLast())) {
        return String(word.dropLast())
      }
      if nameOptions.contains(word), words.dropFirst(place + 1).first?.isEmpty == true {
        return word
      }
    }
    return nil
  }

  /// No option is a digit.
  private static func isNegative(_ word: String) -> Bool {
    guard word.hasPrefix("-") else { return false }
    return word.dropFirst().first.map { "0123456789.".contains($0) } ?? false
  }
}
