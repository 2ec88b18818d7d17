import Foundation

/// The words of English treebanks, where `isn't` is `is n't` and punctuation stands alone.
public enum TreebankWords {
  /// The words of a sentence that somebody typed. Quotation marks become ` `` ` and `''`, as
  /// treebanks have them.
  public static func split(_ sentence: String) -> [String] {
    var text = sentence.replacing("’", with: "'")
    text = text.replacing(/(^|[\s(\[{])["“]/) { "\($0.1) `` " }.replacing(/["”]/, with: " '' ")
    text = text.replacing("“", with: " `` ").replacing(/\.\.\.+|…/, with: " ... ")
    text = text.replacing(/[;:!?()\[\]{}]|--+|,(?!\d)/) { " \($0.0) " }
    text = text.replacing(/([^\s.])\.(\s*(?:''\s*)?)$/) { "\($0.1) .\($0.2)" }
    text = text.replacing(/(?i)n't\b/) { " \($0.0)" }
    text = text.replacing(/(?i)(\w)('(?:s|m|d|re|ve|ll))\b/) { "\($0.1) \($0.2)" }
    return text.split(whereSeparator: \.isWhitespace).map { plain(String($0)) }
  }

  /// A word as treebanks write it: brackets have names.
  public static func escaped(_ word: String) -> String {
    brackets.first(where: { $0.plain == word })?.escaped
      ?? word.replacing("(", with: "-LRB-").replacing(")", with: "-RRB-")
  }

  private static let brackets: [(escaped: String, plain: String)] = [
    ("-LRB-", "("), ("-RRB-", ")"), ("-LSB-", "["), ("-RSB-", "]"),
    ("-LCB-", "{"), ("-RCB-", "}"),
  ]

  /// A treebank's word as others write it: `-LRB-` is a bracket, and `\/` a slash.
  static func plain(_ word: String) -> String {
    if let bracket = brackets.first(where: { $0.escaped == word }) { return bracket.plain }
    return word.contains("\\") ? word.replacing(/\\([\/*])/) { $0.1 } : word
  }
}
