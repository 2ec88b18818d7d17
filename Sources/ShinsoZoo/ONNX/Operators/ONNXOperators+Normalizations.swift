import ShinsoTensor

extension ONNXOperators {
  static let normalizations: [String: Mapping] = [
    "BatchNormalization": { call in
      let all = try (0..<5).map { try call.number($0) }
      let epsilon = call.node.float("epsilon", 1e-5)
      let momentum = call.node.float("momentum", 0.9)
      guard call.node.flag("training_mode") else {
        let op = BatchNormInferenceOp(epsilon: epsilon, momentum: 1 - momentum)
        return [try call.all(op, all)[0]]
      }
      let outputs = try call.all(BatchNormTrainingOp(epsilon: epsilon), Array(all[..<3]))
      let averages = try zip(all[3...], outputs[1...]).map { old, new in
        try call.binary(
          .add, call.scaled(old, by: momentum), call.scaled(new, by: 1 - momentum))
      }
      return [outputs[0]] + averages
    },
    "InstanceNormalization": { call in
      let x = try call.number(0)
      try call.require(x.rank >= 2, "its input \(x.shape) has no channels")
      let op = GroupNormOp(groups: x.shape[1], epsilon: call.node.float("epsilon", 1e-5))
      return [try call.add(op, x, call.number(1), call.number(2))]
    },
    "GroupNormalization": { call in
      let x = try call.number(0)
      let groups = call.node.int("num_groups", 1)
      let op = GroupNormOp(groups: groups, epsilon: call.node.float("epsilon", 1e-5))
      var factors = try (1...2).map { try call.number($0) }
      // Before version 21 there is one for each group.
      if x.rank >= 2, groups > 0, factors[0].shape.dims == [groups], x.shape[1] != groups {
        factors = try factors.map {
          let wide = try call.broadcast(
            call.reshaped($0, [groups, 1]), to: [groups, x.shape[1] / groups])
          return try call.reshaped(wide, [x.shape[1]])
        }
      }
      return [try call.add(op, x, factors[0], factors[1])]
    },
    "LayerNormalization": { call in
      let x = try call.number(0)
      let axis = try call.axis(call.node.int("axis", -1), of: x.rank)
      let epsilon = call.node.float("epsilon", 1e-5)
      let scale = try call.broadcast(
        call.number(1), to: Shape(Array(x.shape.dims.dropFirst(axis))))
      let shift = try call.optionalNumber(2) ?? call.constant(.zeros(scale.shape))
      let op = LayerNormOp(axisCount: x.rank - axis, epsilon: epsilon)
      let y = try call.add(
        op, x, scale, call.broadcast(shift, to: scale.shape))
      guard call.node.outputs.count > 1 else { return [y] }
      // The statistics are asked for too.
      let mean = ReduceOp(.mean, axes: Array(axis..<x.rank), keepsAxes: true)
      let center = try call.add(mean, x)
      let variance = try call.add(
        mean, call.unary(.square, call.binary(.subtract, x, center)))
      let deviation = try call.unary(.sqrt, call.scaled(variance, plus: epsilon))
      return [y, center, try call.unary(.reciprocal, deviation)]
    },
    "RMSNormalization": { call in
      let x = try call.number(0)
      let axis = try call.axis(call.node.int("axis", -1), of: x.rank)
      let mean = try call.add(
        ReduceOp(.mean, axes: Array(axis..<x.rank), keepsAxes: true),
        call.unary(.square, x))
      let length = try call.unary(
        .sqrt, call.scaled(mean, plus: call.node.float("epsilon", 1e-5)))
      return [
        try call.binary(.multiply, call.binary(.divide, x, length), call.number(1))
      ]
    },
    "LRN": { call in
      let op = LocalResponseNormOp(
        size: call.node.int("size", 1), alpha: call.node.float("alpha", 1e-4),
        beta: call.node.float("beta", 0.75), k: call.node.float("bias", 1))
      return [try call.add(op, call.number(0))]
    },
    "Dropout": { call in
      let x = try call.number(0)
      let isTraining = try call.known(2)?.scalars(as: Bool.self).first ?? false
      let given = try call.numbers(1)?.first ?? call.node.float("ratio", 0.5)
      try call.require(
        !isTraining || given == 0, "drops by ONNX's random numbers, which are not known")
      // It acts where the graph is trained.
      let ratio = 0..<1 ~= given ? given : 0
      let op = DropoutOp(probability: ratio, key: RandomKey(seed: 1, counter: 0))
      let y = x.tensor == nil ? try call.add(op, x) : x
      guard call.node.outputs.count > 1 else { return [y] }
      try call.importer.spend(x.shape.elementCount)
      return [y, call.constant(.full(1, shape: x.shape, dtype: .bool))]
    },
  ]
}
