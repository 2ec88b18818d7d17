/// `scale · x + offset` with two numbers: arithmetic between a tensor and a number.
public struct ScaleShiftOp: Op {
  public var scale: Double
  public var offset: Double

  public init(scale: Double = 1, offset: Double = 0) {
    self.scale = scale
    self.offset = offset
  }

  public var name: OpName { "scaleShift" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, allowsEmpty: true)
    return [inputs[0]]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    [backend.scaleShift(inputs[0], scale: scale, offset: offset)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    guard scale != 1 else { return [.dense(pass.gradient)] }
    return [.dense(pass.backend.scaleShift(pass.gradient, scale: scale, offset: 0))]
  }
}

extension Tensor {
  public static prefix func - (x: Tensor) -> Tensor { applyOp(ScaleShiftOp(scale: -1), x) }

  public static func + (x: Tensor, number: Double) -> Tensor {
    applyOp(ScaleShiftOp(offset: number), x)
  }

  public static func + (number: Double, x: Tensor) -> Tensor { x + number }

  public static func - (x: Tensor, number: Double) -> Tensor { x + -number }

  public static func - (number: Double, x: Tensor) -> Tensor {
    applyOp(ScaleShiftOp(scale: -1, offset: number), x)
  }

  public static func * (x: Tensor, number: Double) -> Tensor {
    applyOp(ScaleShiftOp(scale: number), x)
  }

  public static func * (number: Double, x: Tensor) -> Tensor { x * number }

  public static func / (x: Tensor, number: Double) -> Tensor {
    let factor = 1 / number
    // Of a tiny number the reciprocal is infinite in single precision.
    if number != 0 && Float(factor).isInfinite {
      return x / Tensor.full(number, shape: [], dtype: x.dtype, on: x.device)
    }
    return x * factor
  }

  public static func / (number: Double, x: Tensor) -> Tensor { x.reciprocal() * number }
}
