extension PhoneGraph {
  /// All sequences of words, with silence between them that may be left out. Words that begin with the
  /// same phone share it: which word it is, is said, and the language model asked, when that phone is
  /// entered.
  ///
  /// - Parameter words: the pronunciations of each word, with at least one phone in each.
  static func wordLoop(_ words: [[[Int]]]) -> PhoneGraph {
    precondition(words.allSatisfy { !$0.contains([]) })
    var graph = PhoneGraph()
    let silence = graph.addNode(PhoneSet.silence)
    var firsts: [Int: Int] = [:]
    for pronunciation in words.joined() where firsts[pronunciation[0]] == nil {
      firsts[pronunciation[0]] = graph.addNode(pronunciation[0])
    }
    let entries = firsts.values.sorted()
    graph.starts = (entries + [silence]).map { Arc(to: $0, weight: half) }
    for entry in entries { graph.connect(silence, Arc(to: entry)) }
    graph.connect(silence, Arc(to: nil))
    for (word, pronunciations) in words.enumerated() {
      for phones in pronunciations {
        guard let entry = firsts[phones[0]] else { continue }
        var end = entry
        for (index, phone) in phones.enumerated().dropFirst() {
          let node = graph.addNode(phone, word: Int32(word))
          graph.connect(end, Arc(to: node, label: index == 1 ? Int32(word) : -1))
          end = node
        }
        let label = phones.count == 1 ? Int32(word) : -1
        for next in entries.map(Optional.some) + [silence, nil] {
          graph.connect(end, Arc(to: next, label: label, weight: half))
        }
      }
    }
    return graph
  }
}
