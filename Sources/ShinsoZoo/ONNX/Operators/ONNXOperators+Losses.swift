import ShinsoTensor

extension ONNXOperators {
  static let losses: [String: Mapping] = [
    "NegativeLogLikelihoodLoss": { call in [try call.likelihoodLoss(call.number(0))] },
    "SoftmaxCrossEntropyLoss": { call in
      let logarithms = try call.add(SoftmaxOp(axis: 1, isLogarithmic: true), call.number(0))
      return [try call.likelihoodLoss(logarithms), logarithms]
    },
  ]
}

extension ONNXCall {
  /// What logarithms of probabilities `[N, C, …]` cost for the labels of input 2, `[N, …]`.
  fileprivate func likelihoodLoss(_ x: ONNXOperand) throws -> ONNXOperand {
    let labels = try cast(input(1), .int64)
    try require(
      x.rank >= 2 && labels.shape.dims == [x.shape[0]] + x.shape.dropFirst(2),
      "its labels \(labels.shape) do not fit \(x.shape)")
    // [N, C, d1, …] to [N · d1 · …, C].
    let moved = try permuted(x, [0] + Array(2..<x.rank) + [1])
    let rows = try add(ReshapeOp([-1, x.shape[1]]), moved)
    let list = try add(ReshapeOp([-1]), labels)
    var (places, counts) = (list, ONNXOperand?.none)
    if let ignored = node["ignore_index"] {
      let label = constant(Tensor([ignored.i], shape: []))
      let isKept = try add(CompareOp(.notEqual), list, label)
      places = try select(isKept, list, constant(Tensor([0], shape: [])))
      counts = try cast(isKept, .float32)
    }
    let picked = try add(
      SqueezeOp(axis: 1), add(GatherOp(axis: 1), rows, add(UnsqueezeOp(axis: 1), places)))
    if let weights = try optionalNumber(2) {
      let own = try add(IndexSelectOp(axis: 0), weights, places)
      counts = try counts.map { try binary(.multiply, $0, own) } ?? own
    }
    let costs = try scaled(
      counts.map { try binary(.multiply, picked, $0) } ?? picked, by: -1)
    switch node.text("reduction", "mean") {
    case "none": return try reshaped(costs, labels.shape.dims)
    case "sum": return try add(ReduceOp(.sum), costs)
    default:
      guard let counts else { return try add(ReduceOp(.mean), costs) }
      return try binary(.divide, add(ReduceOp(.sum), costs), add(ReduceOp(.sum), counts))
    }
  }
}
