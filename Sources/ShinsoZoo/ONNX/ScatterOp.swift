import ShinsoTensor

/// Elements of `input` replaced by, or joined with, those of `values` at `indices` along an axis, as
/// ONNX's ScatterElements does: indices int64 and values of one shape. Of two values for one place,
/// the last one stays. Computed on the host. No gradient flows but through the sum.
struct ScatterOp: Op {
  enum Reduction: String, Sendable, Hashable {
    case none, add, mul, max, min
  }

  var reduction: Reduction
  var axis: Int

  init(_ reduction: Reduction, axis: Int) {
    self.reduction = reduction
    self.axis = axis
  }

  var name: OpName { "scatter" }
  var inputNames: [String] { ["input", "indices", "values"] }
  var isArithmetic: Bool { false }

  func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    let (x, indices, values) = (inputs[0], inputs[1], inputs[2])
    let axis = try normalized(axis: axis, of: x.shape)
    try require(
      indices.dtype == .int64 && values.shape == indices.shape && values.dtype == x.dtype
        && indices.shape.rank == x.shape.rank
        && x.shape.indices.allSatisfy { $0 == axis || indices.shape[$0] <= x.shape[$0] },
      "indices \(indices) and values \(values) do not fit input \(x)")
    return [x]
  }

  func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let (x, indices) = (inputs[0], inputs[1])
    let axis = try normalized(axis: axis, of: x.shape)
    try requireIndices(indices, "indices", below: x.shape[axis], "entries")
    context.save(indices)
    let places = targets(indices.scalars(as: Int64.self), indices.shape, in: x.shape, axis)
    let result: Tensor
    if x.dtype.isFloatingPoint {
      result = Tensor(
        joined(x.scalars(as: Double.self), inputs[2].scalars(as: Double.self), places) {
          switch reduction {
          case .none: $1
          case .add: $0 + $1
          case .mul: $0 * $1
          case .max: Swift.max($0, $1)
          case .min: Swift.min($0, $1)
          }
        }, shape: x.shape, on: x.device)
    } else {
      result = Tensor(
        joined(x.scalars(as: Int64.self), inputs[2].scalars(as: Int64.self), places) {
          switch reduction {
          case .none: $1
          case .add: $0 &+ $1
          case .mul: $0 &* $1
          case .max: Swift.max($0, $1)
          case .min: Swift.min($0, $1)
          }
        }, shape: x.shape, on: x.device)
    }
    return [result.dtype == x.dtype ? result : backend.cast(result, to: x.dtype)]
  }

  func backward(_ pass: BackwardPass) -> [Gradient?] {
    guard reduction == .add else { return [nil, nil, nil] }
    let rank = pass.inputs[0].shape.rank
    return [
      .dense(pass.gradient), nil,
      pass.inputs[1].shape.replacing(axis: axis, with: 1)
        == pass.inputs[0].shape.replacing(axis: axis, with: 1)
        ? .dense(
          pass.backend.gatherElements(
            pass.gradient, pass.saved(0), axis: axis < 0 ? axis + rank : axis)) : nil,
    ]
  }

  /// Where each value goes.
  private func targets(_ indices: [Int64], _ shape: Shape, in target: Shape, _ axis: Int) -> [Int] {
    let strides = target.strides
    return indices.enumerated().map { number, index in
      var (rest, place) = (number, Int(index) * strides[axis])
      for other in shape.indices.reversed() {
        if other != axis { place += rest % shape[other] * strides[other] }
        rest /= shape[other]
      }
      return place
    }
  }

  private func joined<Number>(
    _ old: [Number], _ values: [Number], _ places: [Int], _ body: (Number, Number) -> Number
  ) -> [Number] {
    var result = old
    for (place, value) in zip(places, values) { result[place] = body(result[place], value) }
    return result
  }
}
