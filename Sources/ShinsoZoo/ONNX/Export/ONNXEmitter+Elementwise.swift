import ShinsoFormats
import ShinsoNN
import ShinsoTensor

extension ONNXEmitter {
  /// Functions of elements at the same place.
  func elementwise(_ op: any Op, _ inputs: [Graph.Value]) throws -> [String]? {
    switch op {
    case let op as UnaryOp: return [unary(op.function, name(of: inputs[0]))]
    case let op as BinaryOp: return [add(Self.types[op.function] ?? "", names(inputs))]
    case let op as ScaleShiftOp:
      var y = name(of: inputs[0])
      if op.scale != 1 { y = add("Mul", [y, number(op.scale)]) }
      if op.offset != 0 { y = add("Add", [y, number(op.offset)]) }
      return [y]
    case let op as CompareOp:
      switch op.comparison {
      case .equal: return [add("Equal", names(inputs))]
      case .notEqual: return [add("Not", [add("Equal", names(inputs))])]
      case .less: return [add("Less", names(inputs))]
      case .lessOrEqual: return [add("LessOrEqual", names(inputs))]
      case .greater: return [add("Greater", names(inputs))]
      case .greaterOrEqual: return [add("GreaterOrEqual", names(inputs))]
      }
    case let op as LogicalOp:
      switch op.function {
      case .and: return [add("And", names(inputs))]
      case .or: return [add("Or", names(inputs))]
      case .xor: return [add("Xor", names(inputs))]
      }
    case is WhereOp: return [add("Where", names(inputs))]
    case let op as CastOp: return [cast(name(of: inputs[0]), op.dtype)]
    // Only training drops anything.
    case is DropoutOp, is TransferOp: return [add("Identity", names(inputs))]
    case let op as HostFunctionOp: return [add(Self.inverses[op.function] ?? "", names(inputs))]
    case let op as IntegerOp: return try integer(op.function, names(inputs), inputs)
    default: return nil
    }
  }

  func cast(_ x: String, _ dtype: DType) -> String {
    add("Cast", [x], ["to": .int(ONNXElementType(dtype).rawValue)])
  }

  private static let types: [BinaryFunction: String] = [
    .add: "Add", .subtract: "Sub", .multiply: "Mul", .divide: "Div", .maximum: "Max",
    .minimum: "Min", .power: "Pow",
  ]

  private static let inverses: [HostFunction: String] = [
    .arcsine: "Asin", .arccosine: "Acos", .arctangent: "Atan", .areaSine: "Asinh",
    .areaCosine: "Acosh", .areaTangent: "Atanh",
  ]

  private func integer(
    _ function: IntegerOp.Function, _ x: [String], _ inputs: [Graph.Value]
  ) throws -> [String] {
    let dtype = graph.spec(of: inputs[0]).dtype
    switch function {
    case .add: return [add("Add", x)]
    case .subtract: return [add("Sub", x)]
    case .multiply: return [add("Mul", x)]
    case .divide: return [add("Div", x)]
    case .maximum: return [add("Max", x)]
    case .minimum: return [add("Min", x)]
    case .power: return [add("Pow", x)]
    case .modulo: return [add("Mod", x)]
    case .remainder: return [add("Mod", x, ["fmod": .int(1)])]
    case .less: return [cast(add("Less", x), dtype)]
    case .and, .or, .exclusiveOr, .shiftLeft, .shiftRight:
      throw refusal("version 17 has no \(function.rawValue) of bits")
    }
  }

  func unary(_ function: UnaryFunction, _ x: String) -> String {
    switch function {
    case .abs: return add("Abs", [x])
    case .exp: return add("Exp", [x])
    case .log: return add("Log", [x])
    case .sqrt: return add("Sqrt", [x])
    case .reciprocal: return add("Reciprocal", [x])
    case .square: return add("Mul", [x, x])
    case .sin: return add("Sin", [x])
    case .cos: return add("Cos", [x])
    case .erf: return add("Erf", [x])
    case .floor: return add("Floor", [x])
    case .ceil: return add("Ceil", [x])
    case .round: return add("Round", [x])
    case .sign: return add("Sign", [x])
    case .sigmoid: return add("Sigmoid", [x])
    case .tanh: return add("Tanh", [x])
    case .relu: return add("Relu", [x])
    case .softplus: return add("Softplus", [x])
    case .silu: return add("Mul", [x, add("Sigmoid", [x])])
    case .hardSigmoid:
      return add("HardSigmoid", [x], ["alpha": .float(1.0 / 6), "beta": .float(0.5)])
    case .hardSwish: return add("HardSwish", [x])
    case .relu6: return add("Clip", [x, number(0), number(6)])
    case .leakyRelu(let slope): return add("LeakyRelu", [x], ["alpha": .float(slope)])
    case .elu(let alpha): return add("Elu", [x], ["alpha": .float(alpha)])
    case .clamp(let lower, let upper): return add("Clip", [x, number(lower), number(upper)])
    case .gelu:
      // x/2 (1 + erf(x/√2)); version 17 has no operator of its own.
      let inner = add("Erf", [add("Mul", [x, number(0.5.squareRoot())])])
      return halved(x, inner)
    case .geluTanh:
      let cube = add("Mul", [add("Mul", [x, x]), x])
      let sum = add("Add", [x, add("Mul", [cube, number(0.044715)])])
      return halved(x, add("Tanh", [add("Mul", [sum, number((2 / Double.pi).squareRoot())])]))
    }
  }

  /// `x/2 (1 + y)`.
  private func halved(_ x: String, _ y: String) -> String {
    add("Mul", [add("Mul", [x, number(0.5)]), add("Add", [y, number(1)])])
  }
}
