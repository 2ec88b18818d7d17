/// Texts in the format of the library Aozora Bunko (its manual for annotators,
/// https://www.aozora.gr.jp/annotation/).
public enum AozoraText {
  /// Removes everything that is not by the author:
  ///
  /// - readings (`《わがはい》`) and the bar `｜` that marks where a word with a reading starts,
  /// - notes (`［＃…］`), and lines that contain nothing else,
  /// - the head: title, author and the explanation of the markup between two lines of hyphens,
  /// - the foot, from the line `底本：…` on.
  ///
  /// `※［＃…］`, which stands for a character outside JIS X 0208, becomes that character if the note
  /// gives its code, otherwise `※`. Markup that is not closed on its line is kept.
  public static func cleaned(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    if let end = headEnd(lines) { lines = lines[end...] }
    if let foot = footStart(lines) { lines = lines[..<foot] }
    lines = lines.drop(while: \.isEmpty)
    while lines.last?.isEmpty == true { lines.removeLast() }
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for line in lines {
      let cleaned = AozoraLine(line).cleaned()
      guard !cleaned.isEmpty || line.isEmpty else { continue }
      result += cleaned
      result += "\n"
    }
    return result
  }

  /// The line after the block near the top that explains the markup.
  private static func headEnd(_ lines: ArraySlice<Substring>) -> Int? {
    guard let start = lines.prefix(32).firstIndex(where: isRule),
      let title = lines[(start + 1)...].first(where: { !$0.isEmpty }),
      title.contains("【テキスト中に現れる記号について】"),
      let end = lines[(start + 1)...].prefix(256).firstIndex(where: isRule)
    else { return nil }
    return end + 1
  }

  private static func footStart(_ lines: ArraySlice<Substring>) -> Int? {
    lines.indices.first { index in
      lines[index].hasPrefix("底本：") && (index == lines.startIndex || lines[index - 1].isEmpty)
    }
  }

  private static func isRule(_ line: Substring) -> Bool {
    line.utf8.count >= 20 && line.utf8.allSatisfy { $0 == UInt8(ascii: "-") }
  }
}
