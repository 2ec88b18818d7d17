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
  let metrics: [Double]
  let plateau: [Double]

  static let shared = Result {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/optimizers.json")
    return try JSONDecoder().decode(GoldenOptimizers.self, from: Data(contentsOf: file))
  }
}

/// The script's net: 4-5-3 with tanh between.
final class GoldenNet: Module {
  let first = Linear(4, 5, activation: .tanh)
  let second = Linear(5, 3)
  private let inputs: Tensor
  private let labels: Tensor

  /// In float32 on the CPU, in float64 on the Reference backend.
  init(_ golden: GoldenOptimizers, on device: Device = .cpu) {
    let dtype: DType = device == .cpu ? .float32 : .float64
    func tensor(_ values: [Double], _ shape: Shape) -> Tensor {
      Tensor(values, shape: shape, on: .reference).cast(to: dtype).to(device)
    }
    inputs = tensor(golden.inputs, [12, 4])
    labels = Tensor(golden.labels, on: device)
    super.init()
    for ((_, parameter), values) in zip(parameters, golden.start) {
      parameter.assign(tensor(values, parameter.shape))
    }
  }

  func loss() -> Tensor {
    softmaxCrossEntropy(second(first(inputs)), labels)
  }
}
