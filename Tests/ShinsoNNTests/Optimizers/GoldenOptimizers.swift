import Foundation
import ShinsoNN
import ShinsoTensor

/// What `Tools/golden/optimizers.py` wrote.
struct GoldenOptimizers: Decodable {
  let inputs: [Double]
  let labels: [Int64]
  let start: [[Double]]
  /// The parameters by optimizer and step.
  let optimizers: [String: [Int: [[Double]]]]
  let schedules: [String: [Double]]
  /// Averaged parameters, then buffers, by step.
  let average: [Int: [[Double]]]
  let metrics: [Double]
  let plateaus: [String: [Double]]

  static let shared = Result {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/optimizers.json")
    return try JSONDecoder().decode(GoldenOptimizers.self, from: Data(contentsOf: file))
  }
}

/// The script's net: 4-5-3 with tanh between.
final class GoldenNet: Module {
  let first: Linear
  let norm: BatchNorm2d?
  let second = Linear(5, 3)
  private let inputs: Tensor
  private let labels: Tensor

  /// In float32 on the CPU, in float64 on the Reference backend. `isNormalized`: batch normalization
  /// takes the place of tanh; on the CPU alone.
  init(_ golden: GoldenOptimizers, on device: Device = .cpu, isNormalized: Bool = false) {
    first = Linear(4, 5, activation: isNormalized ? .identity : .tanh)
    norm = isNormalized ? BatchNorm2d(5) : nil
    let dtype: DType = device == .cpu ? .float32 : .float64
    func tensor(_ values: [Double], _ shape: Shape) -> Tensor {
      Tensor(values, shape: shape, on: .reference).cast(to: dtype).to(device)
    }
    inputs = tensor(golden.inputs, [12, 4])
    labels = Tensor(golden.labels, on: device)
    super.init()
    for ((_, parameter), values) in zip(first.parameters + second.parameters, golden.start) {
      parameter.assign(tensor(values, parameter.shape))
    }
  }

  func loss() -> Tensor {
    let h = first(inputs)
    return softmaxCrossEntropy(second(norm?(h) ?? h), labels)
  }
}
