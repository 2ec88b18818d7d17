import Foundation
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

/// The first values of a blob, as `weight_filler` and `bias_filler` say.
struct CaffeFiller {
  private let parameter: CaffeFillerParameter
  private let layer: String
  private let file: String

  init(_ parameter: CaffeFillerParameter, layer: String, file: String) {
    self.parameter = parameter
    self.layer = layer
    self.file = file
  }

  func make(_ shape: Shape, _ key: RandomKey) throws -> Tensor {
    let backend = Device.cpu.backend
    let numbers = [parameter.value, parameter.min, parameter.max, parameter.mean, parameter.std]
    guard numbers.allSatisfy(\.isFinite) else { throw refusal("has a number that is not finite") }
    switch parameter.type {
    case "constant": return .full(Double(parameter.value), shape: shape)
    case "uniform":
      return backend.uniform(
        shape, lower: Double(parameter.min), upper: Double(parameter.max), key: key)
    case "gaussian":
      let values = backend.normal(
        shape, mean: Double(parameter.mean), standardDeviation: Double(parameter.std), key: key)
      return parameter.sparse < 0 ? values : sparse(values, key)
    case "xavier":
      let bound = (3 / fan(shape)).squareRoot()
      return backend.uniform(shape, lower: -bound, upper: bound, key: key)
    case "msra":
      return backend.normal(
        shape, mean: 0, standardDeviation: (2 / fan(shape)).squareRoot(), key: key)
    case "positive_unitball":
      let values = backend.uniform(shape, lower: 0, upper: 1, key: key)
      return withoutGradients {
        values / values.sum(axes: Array(shape.indices.dropFirst()), keepingAxes: true)
      }
    case "bilinear": return try bilinear(shape)
    default: throw refusal("is of the type \(parameter.type), which Shinso does not know")
    }
  }

  /// The number of inputs of a unit, of its outputs, or their mean.
  private func fan(_ shape: Shape) -> Double {
    let count = Double(shape.elementCount)
    let fanIn = count / Double(shape.first ?? 1)
    let fanOut = count / Double(shape.rank > 1 ? shape[1] : 1)
    return switch parameter.varianceNorm {
    case .fanIn: fanIn
    case .fanOut: fanOut
    case .average: (fanIn + fanOut) / 2
    }
  }

  /// On average `sparse` weights of each input are left.
  private func sparse(_ values: Tensor, _ key: RandomKey) -> Tensor {
    let outputs = Double(values.shape.first ?? 1)
    let dropped = max(0, min(1 - Double(parameter.sparse) / outputs, 1))
    if dropped >= 1 { return .zeros(values.shape) }
    // Dropout scales what it leaves.
    let mask = RandomKey(seed: ~key.seed, counter: key.counter)
    return withoutGradients {
      dropout(values, probability: dropped, key: mask) * (1 - dropped)
    }
  }

  /// Interpolation, for a deconvolution that enlarges: the weight falls off evenly from the middle.
  private func bilinear(_ shape: Shape) throws -> Tensor {
    guard shape.rank == 4, shape[2] == shape[3] else {
      throw refusal("is bilinear, which square filters can be, but not \(shape)")
    }
    let size = shape[3]
    let half = Float((size + 1) / 2)
    let center = Float(size - 1) / (2 * half)
    let slope = (0..<size).map { 1 - abs(Float($0) / half - center) }
    let filter = slope.flatMap { row in slope.map { row * $0 } }
    return Tensor(
      [[Float]](repeating: filter, count: shape[0] * shape[1]).flatMap { $0 }, shape: shape)
  }

  private func refusal(_ problem: String) -> InputError {
    InputError(file, "layer \(layer): its filler \(problem)")
  }
}
