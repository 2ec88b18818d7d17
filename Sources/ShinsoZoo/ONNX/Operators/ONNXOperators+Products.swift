import ShinsoTensor

extension ONNXOperators {
  static let products: [String: Mapping] = [
    "MatMul": { call in
      let (a, b) = (try call.number(0), try call.number(1))
      try call.require(a.rank > 0 && b.rank > 0, "multiplies a scalar")
      // A weight is a linear layer.
      if b.tensor != nil, b.rank == 2, a.rank >= 2, a.tensor == nil {
        return [try call.add(LinearOp(), a, call.permuted(b, [1, 0]))]
      }
      // A vector counts as a row on the left and as a column on the right.
      let left = a.rank == 1 ? try call.add(UnsqueezeOp(axis: 0), a) : a
      let right = b.rank == 1 ? try call.add(UnsqueezeOp(axis: 1), b) : b
      var y = try call.add(MatmulOp(), left, right)
      if a.rank == 1 { y = try call.add(SqueezeOp(axis: -2), y) }
      if b.rank == 1 { y = try call.add(SqueezeOp(axis: -1), y) }
      return [y]
    },
    "Gemm": { call in
      let node = call.node
      let (transposesLeft, transposesRight) = (node.flag("transA"), node.flag("transB"))
      let (a, b) = (try call.number(0), try call.number(1))
      let (alpha, beta) = (node.float("alpha", 1), node.float("beta", 1))
      try call.require(a.rank == 2 && b.rank == 2, "multiplies \(a.shape) and \(b.shape)")
      let addend = try call.optionalNumber(2).map { try call.scaled($0, by: beta) }
      let outputs = b.shape[transposesRight ? 0 : 1]
      let isBias = addend.map { $0.shape.elementCount == outputs && $0.shape[-1] == outputs }
      if b.tensor != nil, a.tensor == nil, !transposesLeft, isBias ?? true {
        let weight = try call.scaled(
          transposesRight ? b : call.permuted(b, [1, 0]), by: alpha)
        let bias = try addend.map { [try call.reshaped($0, [outputs])] } ?? []
        return [try call.all(LinearOp(), [a, weight] + bias)[0]]
      }
      let op = MatmulOp(transposesLeft: transposesLeft, transposesRight: transposesRight)
      let product = try call.scaled(call.add(op, a, b), by: alpha)
      return [try addend.map { try call.binary(.add, product, $0) } ?? product]
    },
  ]
}
