/// The words that tokens have come through, as a tree: tokens share what they have in common.
struct WordHistory {
  static let none: Int32 = -1

  private struct Step {
    let word: Int32
    let frame: Int32
    let before: Int32
  }

  private var steps: [Step] = []

  mutating func add(_ word: Int32, _ frame: Int, after before: Int32) -> Int32 {
    steps.append(Step(word: word, frame: Int32(frame), before: before))
    return Int32(steps.count - 1)
  }

  /// From the first word to the last.
  func words(of history: Int32) -> [RecognizedWord] {
    var words: [RecognizedWord] = []
    var next = history
    while next != Self.none {
      let step = steps[Int(next)]
      words.append(RecognizedWord(word: step.word, frame: Int(step.frame)))
      next = step.before
    }
    return words.reversed()
  }
}
