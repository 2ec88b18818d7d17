import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

extension CaffeImporter {
  func relu(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let slope = Double(layer.parameter.reluParam.negativeSlope)
    return try apply(slope == 0 ? .relu : .leakyRelu(slope: slope), layer, bottoms)
  }

  func sigmoid(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    try apply(.sigmoid, layer, bottoms)
  }

  func tanh(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    try apply(.tanh, layer, bottoms)
  }

  func elu(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    try apply(.elu(alpha: Double(layer.parameter.eluParam.alpha)), layer, bottoms)
  }

  func absoluteValue(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    try apply(.abs, layer, bottoms)
  }

  /// Caffe's "BNLL", log(1 + eˣ).
  func softplus(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    try apply(.softplus, layer, bottoms)
  }

  private func apply(
    _ function: UnaryFunction, _ layer: CaffeLayer, _ bottoms: [Graph.Value]
  ) throws -> [Graph.Value] {
    [try add(layer, UnaryOp(function), try one(layer, bottoms))]
  }

  /// (shift + scale · x)^power.
  func power(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.powerParam
    var x = try one(layer, bottoms)
    if parameter.scale != 1 || parameter.shift != 0 {
      let op = ScaleShiftOp(scale: Double(parameter.scale), offset: Double(parameter.shift))
      x = try add(layer, op, x)
    }
    switch parameter.power {
    case 1: return [x]
    case 2: return [try add(layer, UnaryOp(.square), x)]
    default:
      let exponent = try constant(Double(parameter.power), [], layer)
      return [try add(layer, BinaryOp(.power), x, exponent)]
    }
  }

  /// base^(shift + scale · x), of e unless a base is given.
  func exponential(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.expParam
    let factor = try logarithm(ofBase: parameter.base, layer)
    let op = ScaleShiftOp(
      scale: factor * Double(parameter.scale), offset: factor * Double(parameter.shift))
    return [try add(layer, UnaryOp(.exp), try add(layer, op, try one(layer, bottoms)))]
  }

  /// The logarithm of shift + scale · x, the natural one unless a base is given.
  func logarithm(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.logParam
    let factor = try logarithm(ofBase: parameter.base, layer)
    let inner = ScaleShiftOp(scale: Double(parameter.scale), offset: Double(parameter.shift))
    let x = try add(layer, UnaryOp(.log), try add(layer, inner, try one(layer, bottoms)))
    return [try add(layer, ScaleShiftOp(scale: 1 / factor, offset: 0), x)]
  }

  /// In Caffe's files, -1 stands for e.
  private func logarithm(ofBase base: Float, _ layer: CaffeLayer) throws -> Double {
    if base == -1 { return 1 }
    try require(
      base > 0 && base != 1 && base.isFinite, layer, "its base \(base) is not positive, or 1")
    return log(Double(base))
  }

  func dropout(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    // The graph draws a key each time it runs in training.
    let op = DropoutOp(
      probability: Double(layer.parameter.dropoutParam.dropoutRatio),
      key: RandomKey(seed: 0, counter: 0))
    return [try add(layer, op, try one(layer, bottoms))]
  }

  /// x above 0, else slope · x, with a slope for each channel or one for all.
  func prelu(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.preluParam
    let x = try one(layer, bottoms)
    let shape = shape(x)
    try require(shape.rank >= 2, layer, "its bottom \(shape) has no channels")
    var filler = parameter.filler
    if !parameter.hasFiller { filler.value = 0.25 }
    let slope = try parameters.parameter(
      layer, 0, "weight", parameter.channelShared ? [1] : [shape[1]], filler, builder)
    let spread = try broadcast(layer, slope, along: 1, of: shape)
    let positive = try add(layer, UnaryOp(.relu), x)
    let negative = try add(layer, UnaryOp(.clamp(lower: -.infinity, upper: 0)), x)
    let scaled = try add(layer, BinaryOp(.multiply), negative, spread)
    return [try add(layer, BinaryOp(.add), positive, scaled)]
  }

  /// A value whose axes are those of `shape` from `axis` on, with axes of extent 1 behind them, so
  /// that it broadcasts.
  func broadcast(
    _ layer: CaffeLayer, _ value: Graph.Value, along axis: Int, of shape: Shape
  ) throws -> Graph.Value {
    let own = self.shape(value).dims
    let behind = shape.rank - axis - own.count
    if behind <= 0 || own.allSatisfy({ $0 == 1 }) { return value }
    var dims = own + [Int](repeating: 1, count: behind)
    // What begins with the samples fits any number of them.
    if axis == 0 { dims[0] = -1 }
    return try add(layer, ReshapeOp(dims), value)
  }
}
