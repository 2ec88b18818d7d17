/// A way through the graph up to some frame.
struct Token {
  /// A state of the graph, or a junction.
  var place: Int32
  /// Of the language model.
  var language: Int32
  var score: Float
  var history: Int32
}

/// The best token of each place and state of the language model.
struct TokenTable {
  private(set) var tokens: [Token] = []
  /// Indices of tokens, -1 where there is none; open addressing, the size a power of two.
  private var slots: [Int32]
  private(set) var best = -Float.infinity

  init() { slots = [Int32](repeating: -1, count: 256) }

  /// Empties the table and keeps its memory, for the next frame.
  mutating func removeAll() {
    tokens.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = -1 }
    best = -.infinity
  }

  var count: Int { tokens.count }

  /// Whether a token of that score would be taken.
  func isBetter(_ place: Int32, _ language: Int32, score: Float) -> Bool {
    let index = slots[find(place, language)]
    return index < 0 ? score > -.infinity : score > tokens[Int(index)].score
  }

  mutating func offer(_ place: Int32, _ language: Int32, score: Float, history: Int32) {
    guard score > -.infinity else { return }
    best = max(best, score)
    let slot = find(place, language)
    let index = slots[slot]
    if index >= 0 {
      guard score > tokens[Int(index)].score else { return }
      tokens[Int(index)].score = score
      tokens[Int(index)].history = history
      return
    }
    slots[slot] = Int32(tokens.count)
    tokens.append(Token(place: place, language: language, score: score, history: history))
    if 2 * tokens.count > slots.count { grow() }
  }

  /// Adds what a frame says of each place.
  ///
  /// - Parameters:
  ///   - outputs: of each place.
  ///   - scores: of each output.
  mutating func addScores(_ outputs: [Int32], _ scores: [Float]) {
    best = -.infinity
    for index in tokens.indices {
      let score = tokens[index].score + scores[Int(outputs[Int(tokens[index].place)])]
      tokens[index].score = score
      best = max(best, score)
    }
  }

  mutating func renumberHistories(_ number: (Int32) -> Int32) {
    for index in tokens.indices { tokens[index].history = number(tokens[index].history) }
  }

  /// Keeps the tokens that are not much worse than the best, and of them not many more than `most`. The
  /// table takes no more offers afterwards.
  mutating func prune(beam: Float, most: Int) {
    var limit = best - beam
    tokens.removeAll { $0.score < limit }
    guard tokens.count > most, beam > 0 else { return }
    let bins = 1000
    func bin(_ score: Float) -> Int { min(Int((best - score) / beam * Float(bins)), bins - 1) }
    var counts = [Int](repeating: 0, count: bins)
    for token in tokens { counts[bin(token.score)] += 1 }
    var (kept, last) = (0, 0)
    while last < bins, kept + counts[last] <= most {
      kept += counts[last]
      last += 1
    }
    // At least the bin of the best.
    limit = best - beam * Float(max(last, 1)) / Float(bins)
    tokens.removeAll { $0.score < limit }
  }

  private func find(_ place: Int32, _ language: Int32) -> Int {
    let key = UInt64(UInt32(bitPattern: place)) << 32 | UInt64(UInt32(bitPattern: language))
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & (slots.count - 1)
    while slots[slot] >= 0 {
      let token = tokens[Int(slots[slot])]
      if token.place == place, token.language == language { return slot }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: 2 * slots.count)
    for (index, token) in tokens.enumerated() {
      slots[find(token.place, token.language)] = Int32(index)
    }
  }
}
