import ShinsoTensor

extension ONNXOperators {
  static let others: [String: Operator] = [
    "MatMul": { _, inputs in
      let (a, b) = (try number(inputs, 0), try number(inputs, 1))
      // A vector counts as a row on the left and as a column on the right.
      let left = a.rank == 1 ? a.unsqueezed(0) : a
      let right = b.rank == 1 ? b.unsqueezed(1) : b
      var y = try run(MatmulOp(), left, right)[0]
      if a.rank == 1 { y = y.squeezed(-2) }
      if b.rank == 1 { y = y.squeezed(-1) }
      return [y]
    },
    "Gemm": { node, inputs in
      let op = MatmulOp(
        transposesLeft: node.int("transA", 0) == 1, transposesRight: node.int("transB", 0) == 1)
      let product = try run(op, number(inputs, 0), number(inputs, 1))[0] * node.float("alpha", 1)
      guard optional(inputs, 2) != nil else { return [product] }
      return [product + (try number(inputs, 2)) * node.float("beta", 1)]
    },
    "Dropout": { node, inputs in
      let x = try number(inputs, 0)
      let isTraining = optional(inputs, 2).map { $0.scalars(as: Bool.self)[0] } ?? false
      if isTraining, one(inputs, 1) ?? 0.5 != 0 {
        throw Unsupported("Dropout by ONNX's random numbers")
      }
      let y = try run(
        DropoutOp(probability: 0, key: RandomKey(seed: 1, counter: 0)), x)[0]
      return [y, .full(1, shape: x.shape, dtype: .bool)]
    },
    "SoftmaxCrossEntropyLoss": { node, inputs in
      let x = try number(inputs, 0)
      let labels = try input(inputs, 1).cast(to: .int64)
      let classes = x.shape[1]
      // [N, C, d1, …] to [N · d1 · …, C].
      let order = [0] + Array(2..<x.rank) + [1]
      let rows = x.permuted(order).reshaped([-1, classes])
      let list = labels.reshaped([-1])
      let ignored = node.attributes["ignore_index"].map { Int($0.integer) }
      let weights = optional(inputs, 2).map { [$0] } ?? []
      func loss(_ rows: Tensor, _ labels: Tensor, mean: Bool) throws -> Tensor {
        let rule = CrossEntropyRule(ignoredLabel: ignored, isMean: mean)
        return try runOp(SoftmaxCrossEntropyOp(rule), [rows, labels] + weights)[0]
      }
      let reduction = node.text("reduction", "mean")
      var outputs: [Tensor]
      if reduction == "none" {
        let each = try (0..<rows.shape[0]).map { row in
          try loss(
            rows.sliced(axis: 0, from: row, to: row + 1),
            list.sliced(axis: 0, from: row, to: row + 1), mean: false)
        }
        outputs = [stack(each).reshaped(labels.shape)]
      } else {
        outputs = [try loss(rows, list, mean: reduction == "mean")]
      }
      if node.outputs.count > 1 {
        outputs += try run(SoftmaxOp(axis: 1, isLogarithmic: true), x)
      }
      return outputs
    },
    "RNN": recurrent(gates: [0]) { x, h0, weights, _, node in
      let y = elman(
        x, h0: h0, weightInput: weights[0], weightHidden: weights[1],
        bias: weights[2] + weights[3])
      return (y, nil)
    },
    // ONNX has the gates update, reset, new; Shinso reset, update, new.
    "GRU": recurrent(gates: [1, 0, 2]) { x, h0, weights, _, node in
      let y = gru(
        x, h0: h0, weightInput: weights[0], weightHidden: weights[1], biasInput: weights[2],
        biasHidden: weights[3], resetsAfter: node.int("linear_before_reset", 0) == 1)
      return (y, nil)
    },
    // ONNX has the gates input, output, forget, cell; Shinso input, forget, cell, output.
    "LSTM": recurrent(gates: [0, 2, 3, 1]) { x, h0, weights, c0, _ in
      let result = lstm(
        x, h0: h0, c0: c0 ?? .zeros(h0.shape), weightInput: weights[0],
        weightHidden: weights[1], bias: weights[2] + weights[3])
      return (result.y, result.c)
    },
  ]

  /// A recurrent layer in one direction. `gates`: where in ONNX's weights Shinso's gates lie.
  /// `body` gets weightInput, weightHidden, biasInput, biasHidden.
  private static func recurrent(
    gates: [Int],
    _ body:
      @escaping @Sendable (
        _ x: Tensor, _ h0: Tensor, _ weights: [Tensor], _ c0: Tensor?, ONNXNode
      ) -> (y: Tensor, c: Tensor?)
  ) -> Operator {
    { node, inputs in
      try node.allow("hidden_size", "layout", "linear_before_reset", "direction")
      guard node.text("direction", "forward") == "forward", optional(inputs, 7) == nil else {
        throw Unsupported("\(node.type) with peepholes or another direction")
      }
      let isBatchFirst = node.int("layout", 0) == 1
      var x = try number(inputs, 0)
      if isBatchFirst { x = x.permuted([1, 0, 2]) }
      if let lengths = integers(inputs, 4), lengths.contains(where: { $0 != x.shape[0] }) {
        throw Unsupported("\(node.type) with sequences of different lengths")
      }
      let hidden = node.int("hidden_size", 0)
      func ordered(_ weight: Tensor) -> Tensor {
        concatenate(
          gates.map { weight.sliced(axis: 0, from: $0 * hidden, to: ($0 + 1) * hidden) }, axis: 0)
      }
      let size = gates.count * hidden
      let bias = optional(inputs, 3)?.squeezed(0) ?? .zeros([2 * size])
      let weights = [
        ordered(try number(inputs, 1).squeezed(0)), ordered(try number(inputs, 2).squeezed(0)),
        ordered(bias.sliced(axis: 0, to: size)), ordered(bias.sliced(axis: 0, from: size)),
      ]
      func state(_ place: Int) -> Tensor? {
        optional(inputs, place).map { isBatchFirst ? $0.squeezed(1) : $0.squeezed(0) }
      }
      let (y, c) = body(x, state(5) ?? .zeros([x.shape[1], hidden]), weights, state(6), node)
      let last = y.sliced(axis: 0, from: y.shape[0] - 1)  // [1, N, hidden]
      let outputs =
        [y.unsqueezed(1), last] + (c.map { [$0.unsqueezed(0)] } ?? [])
      return isBatchFirst
        ? [outputs[0].permuted([2, 0, 1, 3])] + outputs[1...].map { $0.permuted([1, 0, 2]) }
        : outputs
    }
  }
}
