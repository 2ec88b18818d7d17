import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

extension CaffeEmitter {
  /// - Parameter suffix: of the layer's name, where it is a second one.
  func unary(_ function: UnaryFunction, _ x: String, _ suffix: String = "") throws -> String {
    switch function {
    case .relu: return add("ReLU", [x], suffix)
    case .leakyRelu(let slope):
      return add("ReLU", [x], suffix) { $0.reluParam.negativeSlope = Float(slope) }
    // 6 - max(6 - max(x, 0), 0)
    case .relu6:
      let rest = sixMinus(add("ReLU", [x], "positive"), "rest")
      return sixMinus(add("ReLU", [rest], "bounded"), suffix)
    case .elu(let alpha): return add("ELU", [x], suffix) { $0.eluParam.alpha = Float(alpha) }
    case .sigmoid: return add("Sigmoid", [x], suffix)
    case .tanh: return add("TanH", [x], suffix)
    case .abs: return add("AbsVal", [x], suffix)
    case .softplus: return add("BNLL", [x], suffix)
    case .square: return add("Power", [x], suffix) { $0.powerParam.power = 2 }
    case .exp: return add("Exp", [x], suffix)
    case .log: return add("Log", [x], suffix)
    case .sqrt: return add("Power", [x], suffix) { $0.powerParam.power = 0.5 }
    case .reciprocal: return add("Power", [x], suffix) { $0.powerParam.power = -1 }
    case .clamp, .hardSigmoid, .silu, .hardSwish: throw missing("\(UnaryOp(function).name)")
    default: throw refusal("it has nothing for \(UnaryOp(function).name)")
    }
  }

  private func sixMinus(_ x: String, _ suffix: String) -> String {
    add("Power", [x], suffix) {
      $0.powerParam.scale = -1
      $0.powerParam.shift = 6
    }
  }

  func elementwise(_ function: BinaryFunction, _ inputs: [Graph.Value]) throws -> String {
    if let y = try withStored(function, inputs) { return y }
    guard shape(inputs[0]) == shape(inputs[1]) else {
      throw missing("\(BinaryOp(function).name) of \(shape(inputs[0])) and \(shape(inputs[1]))")
    }
    let bottoms = try inputs.map(blob)
    switch function {
    case .add: return add("Eltwise", bottoms)
    case .subtract: return add("Eltwise", bottoms) { $0.eltwiseParam.coeff = [1, -1] }
    case .multiply: return add("Eltwise", bottoms) { $0.eltwiseParam.operation = .prod }
    case .maximum: return add("Eltwise", bottoms) { $0.eltwiseParam.operation = .max }
    default: throw refusal("it has nothing for \(BinaryOp(function).name)")
    }
  }

  /// Two layers: the statistics, then what is learned.
  func batchNorm(_ op: BatchNormInferenceOp, _ inputs: [Graph.Value]) throws -> String {
    let (gamma, beta) = (try stored(inputs[1]), try stored(inputs[2]))
    let (mean, variance) = (try stored(inputs[3]), try stored(inputs[4]))
    let normal = add(
      "BatchNorm", [try blob(inputs[0])],
      weights: [mean, variance, .full(1, shape: [1])]
    ) { layer in
      layer.batchNormParam.useGlobalStats = true
      layer.batchNormParam.eps = Float(op.epsilon)
    }
    let y = add("Scale", [normal], "scale", weights: [gamma, beta]) {
      $0.scaleParam.biasTerm = true
    }
    return try op.activation.function.map { try unary($0, y, "activation") } ?? y
  }

  func localResponseNorm(_ op: LocalResponseNormOp, _ input: Graph.Value) throws -> String {
    try require(op.size % 2 == 1, "it has no normalization over an even number of neighbors")
    try require(
      !op.isWithinChannels || op.k == 1, "within a channel, it adds 1 and no other number")
    return add("LRN", [try blob(input)]) { layer in
      layer.lrnParam.localSize = UInt32(op.size)
      layer.lrnParam.alpha = Float(op.alpha)
      layer.lrnParam.beta = Float(op.beta)
      if op.isWithinChannels {
        layer.lrnParam.normRegion = .withinChannel
      } else {
        layer.lrnParam.k = Float(op.k)
      }
    }
  }
}
