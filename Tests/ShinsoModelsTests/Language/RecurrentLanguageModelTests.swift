import ShinsoModels
import ShinsoNN
import ShinsoTensor
import Testing

@Suite(.serialized) struct RecurrentLanguageModelTests {
  typealias Model = RecurrentLanguageModel

  private func small(_ cell: Model.CellKind, dropout: Double = 0) -> Model {
    Model(vocabulary: 11, embedding: 5, hidden: 6, layers: 2, cell: cell, dropout: dropout)
  }

  /// `[6, 3]`.
  private let tokens = Tensor((0..<18).map { Int64($0 * 7 % 11) }, shape: [6, 3])

  @Test func hasTheParametersOfItsCells() {
    let model = Model(vocabulary: 3100)
    #expect(
      model.parameters.map(\.name) == [
        "embedding.weight", "recurrent.layers.0.weightInput", "recurrent.layers.0.weightHidden",
        "recurrent.layers.0.bias", "recurrent.layers.1.weightInput",
        "recurrent.layers.1.weightHidden", "recurrent.layers.1.bias", "output.weight",
        "output.bias",
      ])
    #expect(model.parameterCount == 3100 * 512 + 2 * 2048 * (512 + 512 + 1) + 3100 * 513)
    #expect(small(.elman).parameterCount == 11 * 5 + 6 * (5 + 6 + 1) + 6 * (6 + 6 + 1) + 11 * 7)
    #expect(small(.gru).parameterCount == 11 * 5 + 18 * (5 + 6 + 2) + 18 * (6 + 6 + 2) + 11 * 7)
  }

  @Test(arguments: Model.CellKind.allCases) func readsOnFromItsState(_ cell: Model.CellKind) {
    let model = small(cell)
    let whole = model(tokens)
    #expect(whole.shape == [18, 11])
    let (head, state) = model(tokens.sliced(axis: 0, to: 2), model.initialState(batchSize: 3))
    let (tail, _) = model(tokens.sliced(axis: 0, from: 2), state.detached)
    let difference = concatenate([head, tail], axis: 0) - whole
    #expect(difference.abs().max().item() < 1e-6)
    // Without the state the answer is another one.
    #expect((model(tokens.sliced(axis: 0, from: 2)) - tail).abs().max().item() > 1e-3)
    #expect(state.h[0].isRecorded && !state.detached.h[0].isRecorded)
    #expect(state.detached.c.allSatisfy { !$0.isRecorded })
  }

  @Test(arguments: Model.CellKind.allCases) func carriesItsStateByName(_ cell: Model.CellKind)
    throws
  {
    let model = small(cell)
    let (_, state) = model(tokens, model.initialState(batchSize: 3))
    let named = state.named
    #expect(named.map(\.name) == ["h.0", "h.1"] + (cell == .lstm ? ["c.0", "c.1"] : []))
    let zeros = model.initialState(batchSize: 3)
    let back = try RecurrentState(named: named.reversed(), like: zeros, from: "run")
    for (mine, expected) in zip(back.h + back.c, state.h + state.c) {
      #expect(mine.scalars() == expected.scalars())
    }
    func problem(_ tensors: [(name: String, tensor: Tensor)], like: RecurrentState) -> String? {
      do throws(InputError) {
        _ = try RecurrentState(named: tensors, like: like, from: "run")
        return nil
      } catch { return error.description }
    }
    #expect(
      problem(Array(named.dropFirst()), like: zeros) == "run: has no h.0 of the recurrent state")
    #expect(
      problem(named + [("x", .zeros([1]))], like: zeros)
        == "run: has x, which is not part of the recurrent state")
    #expect(
      problem(named, like: model.initialState(batchSize: 4))
        == "run: has h.0 as [3, 6] float32, expected [4, 6] float32")
  }

  /// Dropout acts before, between and behind the layers, and in training alone.
  @Test func dropsOnlyInTraining() {
    let model = small(.lstm, dropout: 0.5)
    #expect((model(tokens) - model(tokens)).abs().max().item() > 1e-3)
    model.mode = .evaluation
    #expect((model(tokens) - model(tokens)).abs().max().item() == 0)
    var dropouts = 0
    model.mode = .training
    for (_, part) in model.modules where part is Dropout {
      part.onForward { _, _ in dropouts += 1 }
    }
    _ = model(tokens)
    #expect(dropouts == 3)
  }

  @Test(arguments: Model.CellKind.allCases) func dropoutMayBeLocked(_ cell: Model.CellKind) {
    func locked(_ isLocked: Bool) -> [Bool] {
      let model = Model(
        vocabulary: 11, embedding: 5, hidden: 6, layers: 2, cell: cell, dropout: 0.5,
        locksDropout: isLocked)
      #expect(model(tokens).shape == [18, 11])
      return model.modules.compactMap { ($0.value as? Dropout)?.isLocked }
    }
    #expect(locked(true) == [true, true] && locked(false) == [false, false])
  }

  /// A tied model is one whose table and output weight are equal; its gradient is both of theirs.
  @Test func tiedWeightsGetBothGradients() throws {
    let tied = Model(vocabulary: 11, embedding: 6, hidden: 6, layers: 1, dropout: 0, isTied: true)
    let plain = Model(vocabulary: 11, embedding: 6, hidden: 6, layers: 1, dropout: 0)
    #expect(tied.parameterCount == plain.parameterCount - 11 * 6)
    let values = Dictionary(uniqueKeysWithValues: tied.parameters.map { ($0.name, $0.value) })
    #expect(values["output.weight"] == nil)
    for (name, parameter) in plain.parameters {
      let source = name == "output.weight" ? "embedding.weight" : name
      parameter.assign(try #require(values[source]).tensor.copied())
    }
    let targets = Tensor((0..<18).map { Int64($0 * 5 % 11) })
    let (logits, expected) = (tied(tokens), plain(tokens))
    #expect((logits - expected).abs().max().item() < 1e-6)
    let mine = softmaxCrossEntropy(logits, targets).gradients()
    let theirs = softmaxCrossEntropy(expected, targets).gradients()
    func gradient(_ gradients: Gradients, _ model: Model, _ name: String) throws -> Tensor {
      let parameter = try #require(model.parameters.first { $0.name == name }).value
      return try #require(gradients[parameter]).tensor
    }
    let sum =
      try gradient(theirs, plain, "embedding.weight") + gradient(theirs, plain, "output.weight")
    let difference = try gradient(mine, tied, "embedding.weight") - sum
    #expect(difference.abs().max().item() < 1e-6)
  }

  /// A text in which each token follows from the one before the last: no network without a memory
  /// can learn it.
  @Test(arguments: Model.CellKind.allCases) func learnsWhatNeedsMemory(_ cell: Model.CellKind) {
    RandomGenerator.shared.key = RandomKey(seed: 5, counter: 0)
    let model = Model(vocabulary: 4, embedding: 8, hidden: 16, layers: 1, cell: cell, dropout: 0)
    let period: [Int64] = [0, 0, 1, 0, 2, 1, 1, 2, 2, 3]
    let text = (0..<61).map { period[$0 % period.count] }
    let tokens = Tensor(Array(text.dropLast()), shape: [60, 1])
    let targets = Tensor(Array(text.dropFirst()))
    let optimizer = Adam(learningRate: 0.02)
    var loss = Double.infinity
    for _ in 0..<120 {
      let cost = softmaxCrossEntropy(model(tokens), targets)
      optimizer.update(model, with: cost.gradients().clipped(toNorm: 5))
      loss = cost.item()
    }
    #expect(loss < 0.1)
  }
}
