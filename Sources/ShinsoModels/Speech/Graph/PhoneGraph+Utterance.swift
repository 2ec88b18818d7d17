extension PhoneGraph {
  /// The words of an utterance, each in all its pronunciations, with silence between them and at both
  /// ends that may be left out.
  ///
  /// - Parameter words: the pronunciations of each word; at least one word, one pronunciation for each
  ///   and one phone in each.
  static func utterance(_ words: [[[Int]]]) -> PhoneGraph {
    precondition(!words.isEmpty && words.allSatisfy { !$0.isEmpty && !$0.contains([]) })
    var graph = PhoneGraph()
    // What the next word may follow: the ends of the last one, each with the label that it still has to
    // give, and the silence after it.
    var ends: [(node: Int, label: Int32)] = []
    for (place, pronunciations) in words.enumerated() {
      let label = Int32(place)
      let silence = graph.addNode(PhoneSet.silence)
      let chains = pronunciations.map { phones in
        phones.map { graph.addNode($0, word: label) }
      }
      let firsts = chains.map { Arc(to: $0[0], weight: half) }
      if place == 0 {
        graph.starts = firsts + [Arc(to: silence, weight: half)]
      } else {
        graph.leave(ends, through: silence, to: firsts)
      }
      for first in chains { graph.connect(silence, Arc(to: first[0])) }
      for chain in chains {
        for (index, (from, to)) in zip(chain, chain.dropFirst()).enumerated() {
          graph.connect(from, Arc(to: to, label: index == 0 ? label : -1))
        }
      }
      ends = zip(chains, pronunciations).map { chain, phones in
        (chain[chain.count - 1], phones.count == 1 ? label : -1)
      }
    }
    let silence = graph.addNode(PhoneSet.silence)
    graph.leave(ends, through: silence, to: [Arc(to: nil, weight: half)])
    graph.connect(silence, Arc(to: nil))
    return graph
  }

  private mutating func leave(
    _ ends: [(node: Int, label: Int32)], through silence: Int, to next: [Arc]
  ) {
    for (node, label) in ends {
      connect(node, Arc(to: silence, label: label, weight: Self.half))
      for arc in next { connect(node, Arc(to: arc.to, label: label, weight: arc.weight)) }
    }
  }
}
