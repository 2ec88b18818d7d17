import Foundation
import ShinsoData
import ShinsoTraining

/// A page of pictures with the captions that a network wrote, sorted into four levels.
struct CaptionGallery {
  struct Entry {
    let name: String
    let image: () throws -> Image
    /// What was written, in each language.
    let captions: [String]
    /// The closest of what people wrote, in each language one.
    let references: [String]
    /// 0 to 1, the lowest of all languages.
    let agreement: Double
  }

  let entries: [Entry]
  /// Whether there is but one right caption.
  let isExact: Bool
  let scores: Scores

  /// Pictures of a level that are shown.
  private static let most = 12

  /// - Throws: `InputError` if a picture cannot be read or the file cannot be written.
  func write(to url: URL) throws {
    let sections = try CaptionLevel.allCases.map { level in
      let all = entries.filter { CaptionLevel(agreement: $0.agreement, isExact: isExact) == level }
        .sorted { ($1.agreement, $0.name) < ($0.agreement, $1.name) }
      let shown = ContactSheet.choice(of: all.count, limit: Self.most).map { all[$0] }
      return Figure(
        title: level.title, note: note(level, count: all.count, shown: shown.count), columns: 4,
        cells: try shown.map(cell))
    }
    try PicturePage(
      title: Wording("Captions by a network", "ネットワークが書いた説明文"),
      introduction: introduction, sections: sections
    ).write(to: url)
  }

  private func cell(_ entry: Entry) throws -> Figure.Cell {
    let written = entry.captions.joined(separator: " / ")
    let people = entry.references.joined(separator: " / ")
    let image = try entry.image().scaled(toFit: 240, 240)
    return Figure.Cell(
      image,
      caption: String(format: "%.2f  ", entry.agreement) + written
        + (entry.captions == entry.references ? "" : "  (\(people))"),
      alt: "\(entry.name): \(written)")
  }

  private func note(_ level: CaptionLevel, count: Int, shown: Int) -> Wording {
    let limits = CaptionLevel.limits(isExact: isExact).map { String(format: "%.2g", $0) }
    let range =
      switch level {
      case .withoutErrors: isExact ? "1" : "≥ \(limits[0])"
      case .minorErrors: "\(limits[1]) – \(limits[0])"
      case .somewhatRelated: "\(limits[2]) – \(limits[1])"
      case .unrelated: "< \(limits[2])"
      }
    return Wording(
      "Score \(range): \(count) of \(entries.count) pictures, \(shown) shown.",
      "スコア \(range)：\(entries.count) 枚中 \(count) 枚（表示 \(shown) 枚）。")
  }

  private var introduction: Wording {
    let figures = scores.values.prefix(5).map { "\($0.metric.title) \($0.metric.text($0.value))" }
      .joined(separator: ", ")
    return Wording(
      """
      Pictures that the training held out. The number before each caption is its score, by which it \
      is sorted: twice the words that it has in common with the closest caption by people, in the \
      same order, over the words of both, from 0 to 1. The score knows no synonyms, so that a good \
      caption in other words may stand too low. In parentheses: that caption. All pictures: \
      \(figures).
      """,
      """
      学習に使わなかった画像です。説明文の前の数値がスコアで、これによって分類しています。人が書いた最も近い説明文と\
      同じ順序で共通する単語数の 2 倍を、両方の単語数の和で割った値です（0〜1）。同義語は考慮しないため、別の言葉で\
      正しく書かれた説明文は低くなることがあります。括弧内はその最も近い説明文です。全体：\(figures)。
      """)
  }
}
