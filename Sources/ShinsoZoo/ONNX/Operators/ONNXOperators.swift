import ShinsoFormats
import ShinsoTensor

/// What ONNX's operators are in Shinso, by type. A new one is a line in one of the tables.
enum ONNXOperators {
  typealias Mapping = @Sendable (ONNXCall) throws -> [ONNXOperand]

  static let all: [String: Mapping] = [
    elementwise, composed, integers, comparisons, reductions, orders, shapes, cuts, indexing,
    constants, convolutions, pools, normalizations, resizes, products, attentions, losses,
    recurrent,
    control, quantized,
  ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  static func apply(_ call: ONNXCall) throws -> [ONNXOperand] {
    guard ["", "ai.onnx"].contains(call.node.domain) else {
      throw ONNXProblem("operators of \(quoted(call.node.domain)) are not known")
    }
    guard let mapping = all[call.node.type] else {
      throw ONNXProblem("this operator is not known")
    }
    return try mapping(call)
  }
}
