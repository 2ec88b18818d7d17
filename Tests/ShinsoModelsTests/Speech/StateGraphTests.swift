import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite(.serialized) struct StateGraphTests {
  private let phones = TinySpeech.phones

  /// All contexts of "A B", "B A" and silence at the ends and between.
  @Test func contextsCrossWords() {
    let graph = StateGraphBuilder.graph(
      .utterance([[[1, 2]], [[2, 1]]]), phones, MonophoneTying(phones), keepsContexts: true)
    let contexts = Set(graph.units.filter { $0.word >= 0 }.map(\.context))
    func context(_ left: Int, _ phone: Int, _ right: Int) -> PhoneContext {
      PhoneContext(left: left, phone: phone, right: right)
    }
    #expect(
      contexts == [
        context(0, 1, 2), context(1, 2, 2), context(1, 2, 0), context(2, 2, 1), context(0, 2, 1),
        context(2, 1, 0),
      ])
  }

  /// The words that paths through the loop give are those whose phones they go through.
  @Test func theLoopHasAllSequencesOfWords() {
    let words: [[[Int]]] = [[[1]], [[1, 2]], [[2], [2, 2]]]
    let phones = PhoneSet(
      names: ["SIL", "A", "B"], topologies: [HMMTopology](repeating: .leftToRight(1), count: 3))
    let graph = StateGraphBuilder.graph(.wordLoop(words), phones, MonophoneTying(phones))
    let scores = TinySpeech.scores(states: 3, frames: 3, seed: 1)
    let paths = GraphPaths(graph, TransitionModel(phones), scores).paths
    // Sequences of at most three words that three frames have room for.
    var expected: Set<[Int32]> = []
    let lengths: [Int32: Int] = [0: 1, 1: 2, 2: 1]
    func extend(_ words: [Int32], _ used: Int) {
      if !words.isEmpty { expected.insert(words) }
      for (word, length) in lengths where used + length <= 3 {
        extend(words + [word], used + length)
      }
    }
    extend([], 0)
    #expect(Set(paths.map(\.labels)).subtracting([[]]) == expected)
    for path in paths {
      // Silence apart, and repeated states taken once.
      var spoken: [Int] = []
      var last = -1
      for (index, state) in path.states.enumerated() {
        let isNew = index == 0 || state != last || isExit(path, index - 1, phones)
        if isNew { spoken.append(graph.units[Int(graph.states[state].unit)].context.phone) }
        last = state
      }
      let said = spoken.filter { $0 != 0 }
      let possible = path.labels.reduce(into: [[Int]()]) { sums, label in
        sums = sums.flatMap { sum in words[Int(label)].map { sum + $0 } }
      }
      #expect(possible.contains(said))
    }
  }

  private func isExit(_ path: GraphPaths.Path, _ frame: Int, _ phones: PhoneSet) -> Bool {
    // Of each phone's two transitions, the second one leaves it.
    !path.transitions[frame].isMultiple(of: 2)
  }

  @Test func tyingMakesTheLoopSmaller() {
    let words: [[[Int]]] = [[[1, 2]], [[2, 1]], [[1]]]
    let plain = StateGraphBuilder.graph(.wordLoop(words), phones, MonophoneTying(phones))
    let kept = StateGraphBuilder.graph(
      .wordLoop(words), phones, MonophoneTying(phones), keepsContexts: true)
    #expect(plain.stateCount < kept.stateCount)
  }
}
