import Foundation
import ShinsoTensor
import Testing

/// Checks outputs and gradients against what PyTorch computed (Tools/golden/ops.py): in float64 on
/// the Reference backend, in float32 on the CPU. `body` is the public spelling of the op.
func checkGolden(
  _ name: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: ([Tensor]) throws -> [Tensor]
) throws {
  let golden = try #require(
    try Golden.cases.get()[name], "no case \(name) in Fixtures/ops.json",
    sourceLocation: sourceLocation)
  for (device, dtype, tolerance) in [
    (Device.reference, DType.float64, 1e-10), (.cpu, .float32, 1e-5),
  ] {
    let inputs = golden.inputs.map { $0.tensor(dtype, on: device) }
    let result = try Evaluation(
      inputs, watching: golden.gradients.map { $0 != nil },
      seeds: golden.seeds.map { $0.tensor(dtype, on: device) }, body)
    #expect(result.outputs.count == golden.outputs.count, sourceLocation: sourceLocation)
    for (index, (output, expected)) in zip(result.outputs, golden.outputs).enumerated() {
      expectClose(
        output, expected.tensor(dtype, on: .reference), tolerance,
        "\(name): output \(index) on \(device)", sourceLocation)
    }
    for (index, (gradient, expected)) in zip(result.gradients, golden.gradients).enumerated() {
      guard let gradient, let expected else { continue }
      expectClose(
        gradient, expected.tensor(dtype, on: .reference), tolerance,
        "\(name): gradient \(index) on \(device)", sourceLocation)
    }
  }
}

func checkGolden(
  _ name: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: ([Tensor]) -> Tensor
) throws {
  try checkGolden(name, sourceLocation: sourceLocation) { [body($0)] }
}

private struct Golden: Decodable {
  struct Values: Decodable {
    let shape: [Int]
    let dtype: String
    let values: [Double]

    /// As `dtype`, unless they are integers.
    func tensor(_ dtype: DType, on device: Device) -> Tensor {
      let dtype = self.dtype == "float64" ? dtype : DType(rawValue: self.dtype) ?? dtype
      return Tensor(values, TensorSpec(shape: Shape(shape), dtype: dtype), on: device)
    }
  }

  let name: String
  let inputs: [Values]
  let outputs: [Values]
  let seeds: [Values]
  let gradients: [Values?]

  static let cases = Result {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fixtures/ops.json")
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let all = try decoder.decode([Golden].self, from: Data(contentsOf: file))
    return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
  }
}
