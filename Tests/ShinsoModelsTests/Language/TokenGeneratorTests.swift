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
    var generator = TokenGenerator(model)
    generator.read(text)
    var sampler = TokenSampler(temperature: 0, seed: 1)
    for _ in 0..<8 {
      let whole = withoutGradients { model(Tensor(text.map(Int64.init), shape: [text.count, 1])) }
      let expected = whole.argmax(axis: 1).scalars(as: Int64.self).last
      let next = try generator.next(&sampler)
      #expect(Int64(next) == expected)
      text.append(next)
    }
    #expect(Set(text).count > 2)
  }

  /// A copy goes its own way: both give the same tokens.
  @Test func isAValue() throws {
    let model = Model(vocabulary: 13, embedding: 8, hidden: 12, layers: 1)
    model.mode = .evaluation
    var first = TokenGenerator(model)
    var sampler = TokenSampler(excluding: [0], seed: 5)
    first.read([1])
    _ = try first.next(&sampler)
    var (second, again) = (first, sampler)
    let one = try (0..<20).map { _ in try first.next(&sampler) }
    let other = try (0..<20).map { _ in try second.next(&again) }
    #expect(one == other && !one.contains(0))
  }

  /// What was read in parts, or chosen, is all in the state.
  @Test func readsOn() throws {
    let model = Model(vocabulary: 13, embedding: 8, hidden: 12, layers: 1)
    model.mode = .evaluation
    func choice(_ parts: [[Int]], start: Int? = nil) throws -> Int {
      var generator = TokenGenerator(model, start: start)
      for part in parts { generator.read(part) }
      var sampler = TokenSampler(temperature: 0, seed: 1)
      return try generator.next(&sampler)
    }
    #expect(try choice([[4, 0, 7, 2]]) == choice([[4], [], [0, 7], [2]]))
    // A sentence's start makes it forget what was before.
    #expect(try choice([[4, 0, 3, 7, 2]], start: 3) == choice([[7, 2]], start: 3))
    #expect(try choice([[7, 2]], start: 3) == choice([[3, 7, 2]]))
  }

  /// A beam wide enough for all beginnings finds the likeliest of all texts.
  @Test func theBeamFindsTheLikeliest() throws {
    RandomGenerator.shared.key = RandomKey(seed: 11, counter: 0)
    let model = Model(vocabulary: 5, embedding: 8, hidden: 12, layers: 1)
    model.mode = .evaluation
    func logProbability(_ text: [Int]) -> Double {
      withoutGradients {
        let tokens = Tensor(([1] + text.dropLast()).map(Int64.init), shape: [text.count, 1])
        return -softmaxCrossEntropy(model(tokens), Tensor(text.map(Int64.init))).item()
      }
    }
    let allowed = 1..<5
    let texts = allowed.flatMap { a in allowed.flatMap { b in allowed.map { [a, b, $0] } } }
    let best = try #require(texts.max { logProbability($0) < logProbability($1) })
    var generator = TokenGenerator(model)
    generator.read([1])
    var copy = generator
    #expect(try generator.likeliest(3, width: 16, excluding: [0]) == best)
    copy.read(best)
    var (first, second) = (TokenSampler(seed: 4), TokenSampler(seed: 4))
    #expect(try generator.next(&first) == copy.next(&second))
    // A width of 1 takes the likeliest token at each step.
    var greedy = TokenGenerator(model)
    greedy.read([1])
    var steps = greedy
    var sampler = TokenSampler(temperature: 0, excluding: [0], seed: 1)
    #expect(
      try greedy.likeliest(4, width: 1, excluding: [0])
        == (0..<4).map { _ in try steps.next(&sampler) })
  }
}
