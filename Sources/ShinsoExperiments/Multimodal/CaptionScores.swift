import ShinsoTraining

/// How captions compare with what people wrote: BLEU-1 to 4 and CIDEr, over words as the model's
/// tokenizer cuts them.
struct CaptionScores {
  /// Of each picture, as words.
  let references: [[[String]]]
  private let cider: CIDEr

  init(references: [[[String]]]) {
    self.references = references
    cider = CIDEr(references: references)
  }

  static func bleu(_ words: Int) -> Metric {
    Metric("bleu\(words)", .higher, title: "BLEU-\(words)")
  }
  static let cider = Metric("cider", .higher, title: "CIDEr")

  /// - Parameter captions: one for each picture, as words.
  func scores(_ captions: [[String]]) -> [(metric: Metric, value: Double)] {
    var bleu = BLEU()
    for (caption, known) in zip(captions, references) { bleu.add(caption, references: known) }
    // BLEU-4 first, by which the best evaluation is known.
    return [4, 1, 2, 3].map { (Self.bleu($0), bleu.score(upTo: $0)) }
      + [(Self.cider, cider.score(captions))]
  }

  /// How much a caption agrees with the closest of those that people wrote, 0 to 1: twice the words
  /// that both have in the same order, over the words of both (ROUGE-L with equal weights; Lin
  /// 2004).
  func agreement(_ caption: [String], picture: Int) -> Double {
    closest(to: caption, picture: picture).agreement
  }

  /// The caption by people that a caption agrees with most, the first of several, and how much.
  func closest(to caption: [String], picture: Int) -> (number: Int, agreement: Double) {
    var best = (number: 0, agreement: 0.0)
    for (number, reference) in references[picture].enumerated() {
      let agreement =
        2 * Double(CommonSubsequence.length(caption, reference))
        / Double(max(caption.count + reference.count, 1))
      if agreement > best.agreement { best = (number, agreement) }
    }
    return best
  }
}

extension Metric {
  /// The same metric of something else: `bleu4` of `nearest` is `nearestBleu4`.
  func of(_ prefix: String, title: String) -> Metric {
    Metric(
      prefix + name.prefix(1).uppercased() + name.dropFirst(), direction, format,
      title: "\(title) \(self.title)")
  }

  /// The same metric in one language: `bleu4En`.
  func inLanguage(_ language: String) -> Metric {
    Metric(name + language.capitalized, direction, format, title: "\(title) (\(language))")
  }
}
