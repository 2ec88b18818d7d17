import Foundation
import ShinsoTensor

/// An inverse function of trigonometry, of each element.
enum HostFunction: String, Sendable, Hashable {
  case arcsine, arccosine, arctangent, areaSine, areaCosine, areaTangent

  func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .arcsine: asin(x)
    case .arccosine: acos(x)
    case .arctangent: atan(x)
    case .areaSine: asinh(x)
    case .areaCosine: acosh(x)
    case .areaTangent: atanh(x)
    }
  }

  func slope(_ x: Double) -> Double {
    switch self {
    case .arcsine: 1 / (1 - x * x).squareRoot()
    case .arccosine: -1 / (1 - x * x).squareRoot()
    case .arctangent: 1 / (1 + x * x)
    case .areaSine: 1 / (x * x + 1).squareRoot()
    case .areaCosine: 1 / (x * x - 1).squareRoot()
    case .areaTangent: 1 / (1 - x * x)
    }
  }
}

/// A function that hardly any network uses, so that no backend has it; it is computed on the host.
struct HostFunctionOp: Op {
  var function: HostFunction

  init(_ function: HostFunction) { self.function = function }

  var name: OpName { OpName(rawValue: function.rawValue) }

  func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, allowsEmpty: true)
    return inputs
  }

  func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    context.save(inputs[0])
    return [mapped(inputs[0], function.callAsFunction)]
  }

  func backward(_ pass: BackwardPass) -> [Gradient?] {
    let slope = mapped(pass.saved(0), function.slope)
    return [.dense(pass.backend.binary(.multiply, pass.gradient, slope))]
  }

  private func mapped(_ x: Tensor, _ body: (Double) -> Double) -> Tensor {
    Tensor(
      x.scalars(as: Double.self).map { Float(body($0)) }, shape: x.shape, on: x.device)
  }
}
