import Foundation
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import Testing

/// PyTorch's translators; `Tools/golden/translation.py` made the values.
@Suite(.serialized) struct TranslatorGoldenTests {
  struct Values: Decodable {
    let shape: [Int]
    let values: [Double]
  }

  struct Golden: Decodable {
    let system: String
    let weights: [String: Values]
    let logits: Values
    let loss: Double
    let gradientNorms: [String: Double]
  }

  private func golden(_ system: String) throws -> Golden {
    let cases = try JSONDecoder().decode(
      [Golden].self, from: Data(contentsOf: Fixtures.url("translation.json")))
    return try #require(cases.first { $0.system == system })
  }

  @Test func attentionIsAsInPyTorch() throws {
    let model = AttentionTranslator(vocabularies: (7, 8), embedding: 3, hidden: 4)
    try compare(model, golden("attention"), .float64, on: .reference, tolerance: 1e-8)
    try compare(model, golden("attention"), .float32, on: .cpu, tolerance: 2e-5)
  }

  @Test func sequenceToSequenceIsAsInPyTorch() throws {
    let model = SequenceToSequence(vocabularies: (7, 8), embedding: 3, hidden: 4, layers: 2)
    try compare(model, golden("seq2seq"), .float64, on: .reference, tolerance: 1e-8)
    try compare(model, golden("seq2seq"), .float32, on: .cpu, tolerance: 2e-5)
  }

  @Test func readingInOrderIsReadingTheTurnedSource() {
    let (turning, inOrder) = (
      SequenceToSequence(vocabularies: (7, 8), embedding: 3, hidden: 4),
      SequenceToSequence(vocabularies: (7, 8), embedding: 3, hidden: 4, readsInOrder: true)
    )
    for (a, b) in zip(inOrder.parameters, turning.parameters) {
      a.value.assign(b.value.tensor)
    }
    func logits(_ model: SequenceToSequence, _ tokens: [Int64]) -> [Float] {
      let (sources, targets) = (
        Tensor(tokens, shape: [3, 2]), Tensor([1, 1, 3, 5], shape: [2, 2])
      )
      return model.logits(sources, lengths: Tensor([3, 2]), targets: targets)
        .scalars(as: Float.self)
    }
    let given = logits(turning, [3, 4, 5, 6, 6, 0])
    #expect(given == logits(inOrder, [6, 6, 5, 4, 3, 0]))
    #expect(given != logits(inOrder, [3, 4, 5, 6, 6, 0]))
  }

  private func compare(
    _ model: some Translator, _ golden: Golden, _ dtype: DType, on device: Device,
    tolerance: Double
  ) throws {
    #expect(Set(model.parameters.map(\.name)) == Set(golden.weights.keys))
    for (name, parameter) in model.parameters {
      let values = try #require(golden.weights[name], "\(name)")
      parameter.assign(
        Tensor(values.values, shape: Shape(values.shape), on: device).cast(to: dtype))
    }
    func tokens(_ values: [Int64], _ shape: Shape) -> Tensor {
      Tensor(values, shape: shape, on: device)
    }
    let sources = tokens([3, 4, 5, 4, 6, 6, 6, 2, 3, 5, 2, 2], [4, 3])
    let lengths = tokens([4, 2, 3], [3])
    let targets = tokens([1, 1, 1, 3, 5, 4, 7, 2, 6], [3, 3])
    let labels = tokens([3, 5, 4, 7, 2, 6, 2, -1, 2], [9])
    let logits = model.logits(sources, lengths: lengths, targets: targets)
    #expect(logits.shape == Shape(golden.logits.shape))
    let differences = zip(logits.scalars(as: Double.self), golden.logits.values)
      .map { abs($0 - $1) }
    #expect((differences.max() ?? .infinity) < tolerance, "\(golden.system) on \(device)")
    let loss = model.loss(
      sources, lengths: lengths, targets: targets, labels: labels, smoothing: 0.1)
    #expect(abs(loss.item() - golden.loss) < tolerance)
    let gradients = loss.gradients()
    for (name, parameter) in model.parameters {
      let norm = try #require(gradients[parameter], "\(name)").tensor.square().sum().item()
        .squareRoot()
      #expect(
        abs(norm - (golden.gradientNorms[name] ?? .nan)) < tolerance, "\(name) on \(device)")
    }
    try stepsAgree(model, sources, lengths, targets, logits, tolerance)
  }

  /// Token by token, as in decoding, the same logits come out.
  private func stepsAgree(
    _ model: some Translator, _ sources: Tensor, _ lengths: Tensor, _ targets: Tensor,
    _ logits: Tensor, _ tolerance: Double
  ) throws {
    // Rows in another order, one of them twice.
    let rows = [2, 0, 2]
    var state = withoutGradients { model.start(sources, lengths: lengths).selecting(rows) }
    let tokens = targets.scalars(as: Int64.self)
    let whole = logits.scalars(as: Double.self)
    for step in 0..<3 {
      let own = Tensor(rows.map { tokens[step * 3 + $0] }, on: sources.device)
      let next = withoutGradients { [state] in model.next(own, state) }
      state = next.state
      let mine = next.logits.scalars(as: Double.self)
      for (place, row) in rows.enumerated() {
        for token in 0..<8 {
          let expected = whole[(step * 3 + row) * 8 + token]
          #expect(abs(mine[place * 8 + token] - expected) < tolerance)
        }
      }
    }
  }
}
