import ShinsoNN
import ShinsoTensor

extension ONNXEmitter {
  func normalizations(_ op: any Op, _ inputs: [Graph.Value]) throws -> [String]? {
    switch op {
    case let op as BatchNormInferenceOp:
      // A divisor does not enter the result.
      let y = add(
        "BatchNormalization", names(Array(inputs.prefix(5))),
        ["epsilon": .float(op.epsilon), "momentum": .float(1 - op.momentum)])
      return [activated(y, op.activation)]
    case let op as LayerNormOp:
      let width = shape(inputs[0]).suffix(op.axisCount)
      var operands = names(inputs)
      if operands.count == 1 { operands.append(constant(.full(1, shape: Shape(Array(width))))) }
      return [
        add(
          "LayerNormalization", operands,
          ["axis": .int(-op.axisCount), "epsilon": .float(op.epsilon)])
      ]
    case let op as GroupNormOp: return [groupNorm(op, inputs)]
    case let op as LocalResponseNormOp: return [localResponseNorm(op, inputs[0])]
    case let op as SoftmaxOp:
      return [
        add(op.isLogarithmic ? "LogSoftmax" : "Softmax", names(inputs), ["axis": .int(op.axis)])
      ]
    default: return nil
    }
  }

  /// Each group as a channel of its own, then each channel's factor.
  private func groupNorm(_ op: GroupNormOp, _ inputs: [Graph.Value]) -> String {
    let x = shape(inputs[0])
    let groups = add("Reshape", [name(of: inputs[0]), integers([0, op.groups, -1])])
    let ones = constant(.full(1, shape: [op.groups]))
    let zeros = constant(.zeros([op.groups]))
    let normal = add(
      "InstanceNormalization", [groups, ones, zeros], ["epsilon": .float(op.epsilon)])
    var y = add("Reshape", [normal, integers([-1] + x.dropFirst())])
    let column = integers([-1] + [Int](repeating: 1, count: x.rank - 2))
    for (type, value) in zip(["Mul", "Add"], inputs.dropFirst()) {
      y = add(type, [y, add("Reshape", [name(of: value), column])])
    }
    return y
  }

  private func localResponseNorm(_ op: LocalResponseNormOp, _ input: Graph.Value) -> String {
    let x = name(of: input)
    guard op.isWithinChannels else {
      return add(
        "LRN", [x],
        [
          "size": .int(op.size), "alpha": .float(op.alpha), "beta": .float(op.beta),
          "bias": .float(op.k),
        ])
    }
    // x / (k + alpha · mean of squares in a window)^beta.
    let (before, after) = ((op.size - 1) / 2, op.size / 2)
    let squares = add(
      "AveragePool", [add("Mul", [x, x])],
      [
        "kernel_shape": .ints([op.size, op.size]), "strides": .ints([1, 1]),
        "pads": .ints([before, before, after, after]), "count_include_pad": .int(1),
      ])
    let sum = add("Add", [add("Mul", [squares, number(op.alpha)]), number(op.k)])
    return add("Div", [x, add("Pow", [sum, number(op.beta)])])
  }

  func reductions(_ op: any Op, _ inputs: [Graph.Value]) -> [String]? {
    func reduced(_ type: String, _ axes: [Int], _ keepsAxes: Bool) -> [String] {
      let keeps = ONNXAttributes.Value.int(keepsAxes ? 1 : 0)
      if type == "ReduceSum" {
        let operands = names(inputs) + (axes.isEmpty ? [] : [integers(axes)])
        return [add(type, operands, ["keepdims": keeps])]
      }
      return [
        add(
          type, names(inputs),
          axes.isEmpty ? ["keepdims": keeps] : ["axes": .ints(axes), "keepdims": keeps])
      ]
    }
    switch op {
    case let op as ReduceOp:
      let type =
        switch op.reduction {
        case .sum: "ReduceSum"
        case .mean: "ReduceMean"
        case .max: "ReduceMax"
        case .min: "ReduceMin"
        }
      return reduced(type, op.axes, op.keepsAxes)
    case let op as NormOp: return reduced("ReduceL2", op.axes, op.keepsAxes)
    case let op as LogSumExpOp: return reduced("ReduceLogSumExp", op.axes, op.keepsAxes)
    case let op as ArgmaxOp:
      return [add("ArgMax", names(inputs), ["axis": .int(op.axis), "keepdims": .int(0)])]
    case let op as TopKOp:
      return all(
        "TopK", names(inputs) + [integers([op.count])],
        ["axis": .int(op.axis), "largest": .int(op.largest ? 1 : 0)], count: 2)
    case let op as CumulativeSumOp:
      return [
        add(
          "CumSum", names(inputs) + [constant(Tensor([op.axis], shape: []))],
          ["exclusive": .int(op.isExclusive ? 1 : 0), "reverse": .int(op.isReversed ? 1 : 0)])
      ]
    default: return nil
    }
  }
}
