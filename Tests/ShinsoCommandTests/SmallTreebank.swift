/// Sentences in brackets whose sentiment follows from an adjective and from whether `not` stands before
/// it: only who reads along the tree gets all of them right.
enum SmallTreebank {
  private static let adjectives = [
    ("awful", 0), ("bad", 1), ("plain", 2), ("good", 3), ("great", 4), ("poor", 1), ("fine", 3),
  ]
  private static let nouns = ["film", "plot", "cast", "story", "music", "idea"]

  static let trees = nouns.flatMap { noun in
    adjectives.flatMap { adjective, label -> [String] in
      let turned = label < 2 ? 3 : label > 2 ? 1 : 2
      let subject = "(2 (2 The) (2 \(noun)))"
      return [
        "(\(label) \(subject) (\(label) (2 is) (\(label) \(adjective))))",
        "(\(turned) \(subject) (\(turned) (2 is) (\(turned) (2 not) (\(label) \(adjective)))))",
      ]
    }
  }

  /// Label, tab, sentence, of adjectives alone.
  static let sentences = nouns.flatMap { noun in
    adjectives.filter { $0.1 != 2 }.map { "\($0.1 > 2 ? 1 : 0)\tthe \(noun) is \($0.0) ." }
  }

  static func write(_ lines: [String], to folder: String, _ place: Workplace) throws {
    let text = Array((lines.joined(separator: "\n") + "\n").utf8)
    for part in ["train", "dev", "test"] { try place.write(text, to: "\(folder)/\(part).txt") }
  }
}
