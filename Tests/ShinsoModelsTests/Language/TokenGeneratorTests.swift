import ShinsoModels
import ShinsoTensor
import Testing

@Suite(.serialized) struct TokenGeneratorTests {
  typealias Model = RecurrentLanguageModel

  /// Step by step, from the carried state, comes what the network says of the whole text.
  @Test(arguments: Model.CellKind.allCases) func continuesThePrompt(_ cell: Model.CellKind) throws {
    RandomGenerator.shared.key = RandomKey(seed: 3, counter: 0)
    let model = Model(vocabulary: 13, embedding: 8, hidden: 12, layers: 2, cell: cell)
    model.mode = .evaluation
    var text = [4, 0, 7]
    var generator = TokenGenerator(
      model, prompt: text, sampler: TokenSampler(temperature: 0, seed: 1))
    for _ in 0..<8 {
      let whole = withoutGradients { model(Tensor(text.map(Int64.init), shape: [text.count, 1])) }
      let expected = whole.argmax(axis: 1).scalars(as: Int64.self).last
      let next = try generator.next()
      #expect(Int64(next) == expected)
      text.append(next)
    }
    #expect(Set(text).count > 2)
  }

  /// A copy goes its own way: both give the same tokens.
  @Test func isAValue() throws {
    let model = Model(vocabulary: 13, embedding: 8, hidden: 12, layers: 1)
    model.mode = .evaluation
    var first = TokenGenerator(
      model, prompt: [1], sampler: TokenSampler(excluding: [0], seed: 5))
    _ = try first.next()
    var second = first
    let one = try (0..<20).map { _ in try first.next() }
    let other = try (0..<20).map { _ in try second.next() }
    #expect(one == other && !one.contains(0))
  }
}
