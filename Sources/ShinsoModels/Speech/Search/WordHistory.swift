/// The words that tokens have come through, as a tree: tokens share what they have in common.
struct WordHistory {
  static let none: Int32 = -1

  private struct Step {
    let word: Int32
    let frame: Int32
    let before: Int32
  }

  private var steps: [Step] = []
  /// Beyond this many steps, those that no token needs are thrown away.
  private var limit: Int

  init(limit: Int = 1 << 20) { self.limit = limit }

  var count: Int { steps.count }

  mutating func add(_ word: Int32, _ frame: Int, after before: Int32) -> Int32 {
    steps.append(Step(word: word, frame: Int32(frame), before: before))
    return Int32(steps.count - 1)
  }

  /// Throws away what no token has come through, if that is worth while.
  mutating func compact(_ tokens: inout TokenTable) {
    guard steps.count > limit else { return }
    var numbers = [Int32](repeating: Self.none, count: steps.count)
    for token in tokens.tokens {
      var next = token.history
      while next != Self.none, numbers[Int(next)] == Self.none {
        numbers[Int(next)] = 0
        next = steps[Int(next)].before
      }
    }
    var kept: [Step] = []
    // A step comes after those before it.
    for (index, step) in steps.enumerated() where numbers[index] != Self.none {
      numbers[index] = Int32(kept.count)
      let before = step.before == Self.none ? Self.none : numbers[Int(step.before)]
      kept.append(Step(word: step.word, frame: step.frame, before: before))
    }
    tokens.renumberHistories { $0 == Self.none ? $0 : numbers[Int($0)] }
    steps = kept
    limit = max(limit, 2 * kept.count)
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
