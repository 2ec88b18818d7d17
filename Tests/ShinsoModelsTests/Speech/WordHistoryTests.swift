import Testing

@testable import ShinsoModels

@Suite struct WordHistoryTests {
  @Test func compactionKeepsWhatTokensHaveComeThrough() {
    var history = WordHistory(limit: 100)
    var tokens = TokenTable()
    // A chain of 50 words, beside each of which ten lead nowhere.
    var last = WordHistory.none
    for frame in 0..<50 {
      let next = history.add(Int32(frame), frame, after: last)
      for word in 100..<110 { _ = history.add(Int32(word), frame, after: last) }
      last = next
    }
    let other = history.add(7, 20, after: WordHistory.none)
    tokens.offer(0, 0, score: 0, history: last)
    tokens.offer(1, 0, score: 0, history: other)
    tokens.offer(2, 0, score: 0, history: WordHistory.none)
    let before = tokens.tokens.map { history.words(of: $0.history) }
    history.compact(&tokens)
    #expect(history.count == 51)
    #expect(tokens.tokens.map { history.words(of: $0.history) } == before)
    // Few steps are left as they are.
    history.compact(&tokens)
    #expect(history.count == 51)
  }

  @Test func tokensThatMeetLeaveTheBest() {
    var table = TokenTable()
    for place in 0..<1000 {
      table.offer(Int32(place % 500), Int32(place % 7), score: Float(place), history: Int32(place))
      table.offer(Int32(place % 500), Int32(place % 7), score: -1, history: -5)
    }
    #expect(table.count == 1000 && table.best == 999)
    #expect(!table.isBetter(0, 0, score: -2) && table.isBetter(0, 0, score: 1e6))
    #expect(table.isBetter(0, 99, score: -2))
    table.prune(beam: 100, most: 5000)
    #expect(table.count == 101)
    table.prune(beam: 100, most: 10)
    #expect((1...20).contains(table.count))
    #expect(table.tokens.contains { $0.score == 999 })
  }
}
