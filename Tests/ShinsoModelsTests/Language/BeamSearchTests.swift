import Foundation
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import Testing

/// A chain whose next token depends on the last one alone; the logits are log probabilities.
private final class Chain: Module, Translator {
  struct State: TranslationState {
    let source: [Int]
    func selecting(_ rows: [Int]) -> State { State(source: rows.map { source[$0] }) }
  }

  let vocabularies = (source: 8, target: 6)
  /// Of the source's first token, then of the last token: the probabilities of what follows.
  let tables: [Int: [Int: [Int: Double]]]

  init(_ tables: [Int: [Int: [Int: Double]]]) {
    self.tables = tables
    super.init()
  }

  func logits(_ sources: Tensor, lengths: Tensor, targets: Tensor) -> Tensor {
    .zeros([targets.elementCount, 6])
  }

  func start(_ sources: Tensor, lengths: Tensor) -> State {
    State(source: Array(sources.scalars(as: Int.self).prefix(sources.shape[1])))
  }

  func next(_ tokens: Tensor, _ state: State) -> (logits: Tensor, state: State, weights: Tensor?) {
    let values = zip(tokens.scalars(as: Int.self), state.source).flatMap { token, source in
      (0..<6).map { Float(log(tables[source]?[token]?[$0] ?? 1e-9)) }
    }
    return (Tensor(values, shape: [tokens.elementCount, 6]), state, nil)
  }
}

@Suite(.serialized) struct BeamSearchTests {
  /// From the begin (1): 3 is likelier than 4, but 4 then goes on with certainty. 2 ends.
  private let chain = Chain([
    5: [1: [3: 0.6, 4: 0.4], 3: [3: 0.5, 4: 0.1, 2: 0.4], 4: [5: 0.98, 2: 0.02], 5: [2: 1]],
    7: [1: [5: 1], 5: [2: 1]],
  ])

  private func best(_ width: Int, normalization: Double = 0, _ sources: [[Int]]) throws -> [[Int]] {
    try BeamSearch(width: width, normalization: normalization)
      .search(chain, sources) { _ in 6 }.map { $0[0].tokens }
  }

  @Test func aBeamFindsWhatGreedySearchMisses() throws {
    #expect(try best(1, [[5]]) == [[3, 3, 3, 3, 3, 3]])
    #expect(try best(3, [[5]]) == [[4, 5]])
  }

  /// The sum favors short targets, the mean does not: 3 alone has probability 0.39 and 4 5
  /// has 0.33, but for each token, the end counted, it is 0.62 and 0.69.
  @Test func lengthsAreNormalized() throws {
    let two = Chain([
      5: [1: [3: 0.65, 4: 0.35], 3: [2: 0.6, 0: 0.4], 4: [5: 1], 5: [2: 0.95, 0: 0.05]]
    ])
    func best(_ search: BeamSearch) throws -> [Int] {
      try search.search(two, [[5]]) { _ in 6 }[0][0].tokens
    }
    #expect(try best(BeamSearch(width: 3, normalization: 0)) == [3])
    #expect(try best(BeamSearch(width: 3, normalization: 0.1)) == [3])
    #expect(try best(BeamSearch(width: 3)) == [4, 5])
    #expect(try best(BeamSearch(width: 3, normalization: 1)) == [4, 5])
  }

  @Test func theBestComesFirst() throws {
    let found = try BeamSearch(width: 3, normalization: 0).search(chain, [[5]]) { _ in 6 }[0]
    #expect(found[0].tokens == [4, 5] && found[0].isComplete)
    #expect(abs(exp(found[0].logProbability) - 0.392) < 1e-5)
    #expect(found.map(\.logProbability) == found.map(\.logProbability).sorted(by: >))
  }

  /// Each source of a batch gets what it gets alone, also when others are done before it.
  @Test func sourcesDoNotDisturbEachOther() throws {
    let sources = [[7, 3], [5], [7], [7, 4, 4], [5, 6]]
    for width in [1, 2, 4] {
      #expect(try best(width, sources) == sources.map { try best(width, [$0])[0] })
    }
    #expect(try best(2, []) == [])
  }

  @Test func refusesWhatIsNoNumber() {
    let broken = Chain([5: [1: [3: .nan]]])
    #expect(throws: InputError.self) {
      try BeamSearch(width: 2).search(broken, [[5]]) { _ in 6 }
    }
  }
}
