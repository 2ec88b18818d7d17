import Foundation
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import Testing

/// PyTorch's caption decoders; `Tools/golden/captions.py` made the values.
@Suite(.serialized) struct CaptionDecoderGoldenTests {
  private struct Values: Decodable {
    let shape: [Int]
    let values: [Double]

    func tensor(_ dtype: DType, on device: Device) -> Tensor {
      Tensor(values, shape: Shape(shape), on: device).cast(to: dtype)
    }
  }

  private struct Golden: Decodable {
    let network: String
    let features: Values
    let owners: [Int64]
    let targets: [[Int64]]
    let labels: [Int64]
    let weights: [String: Values]
    let logits: Values
    let loss: Double
    let gradientNorms: [String: Double]
  }

  private func golden(_ network: String) throws -> Golden {
    let cases = try JSONDecoder().decode(
      [Golden].self, from: Data(contentsOf: Fixtures.url("captions.json")))
    return try #require(cases.first { $0.network == network })
  }

  @Test func showAndTellIsAsInPyTorch() throws {
    let decoder = ShowAndTell(features: 12, vocabulary: 9, embedding: 5, hidden: 4)
    try compare(decoder, golden("show-and-tell"))
  }

  @Test func showAttendAndTellIsAsInPyTorch() throws {
    let decoder = ShowAttendAndTell(
      channels: 3, places: 4, vocabulary: 9, embedding: 5, hidden: 4)
    try compare(decoder, golden("show-attend-and-tell"))
  }

  private func compare(_ decoder: some CaptionDecoder, _ golden: Golden) throws {
    try compare(decoder, golden, .float64, on: .reference, tolerance: 1e-8)
    try compare(decoder, golden, .float32, on: .cpu, tolerance: 2e-5)
  }

  private func compare(
    _ decoder: some CaptionDecoder, _ golden: Golden, _ dtype: DType, on device: Device,
    tolerance: Double
  ) throws {
    let place = "\(golden.network) on \(device)"
    #expect(Set(decoder.parameters.map(\.name)) == Set(golden.weights.keys))
    for (name, parameter) in decoder.parameters {
      parameter.assign(try #require(golden.weights[name], "\(name)").tensor(dtype, on: device))
    }
    let features = golden.features.tensor(dtype, on: device)
    let owners = Tensor(golden.owners, on: device)
    let (steps, captions) = (golden.targets.count, golden.owners.count)
    let targets = Tensor(golden.targets.flatMap { $0 }, shape: [steps, captions], on: device)
    let logits = decoder.logits(features, owners: owners, targets: targets)
    #expect(logits.shape == Shape(golden.logits.shape))
    func difference(_ found: Tensor, from expected: some Sequence<Double>) -> Double {
      zip(found.scalars(as: Double.self), expected).map { abs($0 - $1) }.max() ?? .infinity
    }
    #expect(difference(logits, from: golden.logits.values) < tolerance, "\(place)")
    let loss = CaptionNetwork(encoder: nil, decoder: decoder).loss(
      features, owners: owners, targets: targets, labels: Tensor(golden.labels, on: device),
      smoothing: 0.1)
    #expect(abs(loss.item() - golden.loss) < tolerance, "\(place)")
    let gradients = loss.gradients()
    for (name, parameter) in decoder.parameters {
      let norm = try #require(gradients[parameter], "\(name)").tensor.square().sum().item()
        .squareRoot()
      #expect(abs(norm - (golden.gradientNorms[name] ?? .nan)) < tolerance, "\(name), \(place)")
    }
    // Word by word, as captions are written.
    var state = withoutGradients { decoder.start(features).selecting(golden.owners.map(Int.init)) }
    for step in 0..<steps {
      let next = withoutGradients { [state] in
        decoder.next(Tensor(golden.targets[step], on: device), state)
      }
      state = next.state
      let width = next.logits.shape.elementCount
      #expect(
        difference(next.logits, from: golden.logits.values[step * width..<(step + 1) * width])
          < tolerance, "step \(step), \(place)")
    }
  }
}
