import Foundation
import ShinsoModels
import ShinsoTensor
import Testing

/// PyTorch's language models; `Tools/golden/language_model.py` made the values.
@Suite(.serialized) struct RecurrentLanguageModelGoldenTests {
  struct Values: Decodable {
    let shape: [Int]
    let values: [Double]

    func tensor(_ dtype: DType, on device: Device) -> Tensor {
      Tensor(values, shape: Shape(shape), on: device).cast(to: dtype)
    }
  }

  struct Golden: Decodable {
    let cell: String
    let text: [Int64]
    let weights: [String: Values]
    /// `[layers, B, hidden]`: h, then LSTM's c.
    let state: [Values]
    let logits: Values
    let gradientNorms: [String: Double]
    let losses: [Double]
    let trainedEmbedding: Values
    let stateAfter: [Values]
  }

  private let steps = 3
  private let batch = 2

  @Test(arguments: RecurrentLanguageModel.CellKind.allCases)
  func trainsAsInPyTorch(_ cell: RecurrentLanguageModel.CellKind) throws {
    let cases = try JSONDecoder().decode(
      [Golden].self, from: Data(contentsOf: Fixtures.url("language-model.json")))
    let golden = try #require(cases.first { $0.cell == cell.rawValue })
    try compare(golden, cell, .float64, on: .reference, tolerance: 1e-8)
    try compare(golden, cell, .float32, on: .cpu, tolerance: 2e-5)
  }

  private func compare(
    _ golden: Golden, _ cell: RecurrentLanguageModel.CellKind, _ dtype: DType, on device: Device,
    tolerance: Double
  ) throws {
    let model = RecurrentLanguageModel(
      vocabulary: 9, embedding: 3, hidden: 4, layers: 2, cell: cell, dropout: 0)
    #expect(Set(model.parameters.map(\.name)) == Set(golden.weights.keys))
    for (name, parameter) in model.parameters {
      parameter.assign(try #require(golden.weights[name]).tensor(dtype, on: device))
    }
    let optimizer = Adam(learningRate: 0.03)
    var state = state(golden.state, dtype, on: device)
    for (window, expected) in golden.losses.enumerated() {
      let start = window * steps * batch
      let tokens = golden.text[start..<start + steps * batch]
      let targets = golden.text[start + batch..<start + (steps + 1) * batch]
      let (logits, after) = model(
        Tensor(Array(tokens), shape: [steps, batch], on: device), state)
      let loss = softmaxCrossEntropy(logits, Tensor(Array(targets), on: device))
      #expect(abs(loss.item() - expected) < tolerance, "window \(window) on \(device)")
      let gradients = loss.gradients()
      if window == 0 {
        #expect(distance(logits, golden.logits) < tolerance)
        for (name, parameter) in model.parameters {
          let norm = try #require(gradients[parameter]).tensor.square().sum().item().squareRoot()
          #expect(abs(norm - (golden.gradientNorms[name] ?? .nan)) < tolerance, "\(name)")
        }
      }
      optimizer.update(model, with: gradients.clipped(toNorm: 0.2))
      state = after.detached
    }
    let embedding = try #require(model.parameters.first { $0.name == "embedding.weight" }).value
    // Adam's quotients magnify what float32 rounds.
    #expect(distance(embedding.detached, golden.trainedEmbedding) < 10 * tolerance)
    for (mine, expected) in zip([state.h, state.c], golden.stateAfter) {
      #expect(distance(stack(mine), expected) < 10 * tolerance)
    }
  }

  private func state(
    _ parts: [Values], _ dtype: DType, on device: Device
  ) -> RecurrentState {
    let layers = parts.map { part in
      let whole = part.tensor(dtype, on: device)
      return (0..<whole.shape[0]).map {
        whole.sliced(axis: 0, from: $0, to: $0 + 1).squeezed(0)
      }
    }
    return RecurrentState(h: layers[0], c: layers.count > 1 ? layers[1] : [])
  }

  /// The greatest difference of two elements.
  private func distance(_ mine: Tensor, _ expected: Values) -> Double {
    guard mine.shape == Shape(expected.shape) else { return .infinity }
    return zip(mine.scalars(as: Double.self), expected.values).map { abs($0 - $1) }.max() ?? 0
  }
}
