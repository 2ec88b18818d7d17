import ShinsoTensor

extension ONNXOperators {
  static let recurrent: [String: Mapping] = [
    "RNN": layer(gates: [0], activations: ["tanh"]) { call, x, state, weights in
      let bias = try call.binary(.add, weights.biasInput, weights.biasHidden)
      let fromInput = try call.add(LinearOp(), x, weights.input, bias)
      var h = state.h
      try call.require(x.shape[0] <= 1 << 12, "has \(x.shape[0]) steps, which are too many")
      let parts = try call.all(
        SplitOp(axis: 0, sizes: [Int](repeating: 1, count: x.shape[0])), [fromInput])
      let steps = try parts.map { part in
        let sum = try call.binary(
          .add, call.add(SqueezeOp(axis: 0), part), call.add(LinearOp(), h, weights.hidden))
        h = try call.unary(.tanh, sum)
        return try call.add(UnsqueezeOp(axis: 0), h)
      }
      return (try call.all(ConcatenateOp(axis: 0), steps)[0], nil)
    },
    // ONNX has the gates update, reset, new; Shinso reset, update, new.
    "GRU": layer(gates: [1, 0, 2], activations: ["sigmoid", "tanh"]) { call, x, state, weights in
      if call.node.flag("linear_before_reset") {
        return (
          try call.all(
            GRUOp(),
            [
              x, state.h, weights.input, weights.hidden, weights.biasInput, weights.biasHidden,
            ])[0], nil
        )
      }
      let bias = try call.binary(.add, weights.biasInput, weights.biasHidden)
      let fromInput = try call.add(LinearOp(), x, weights.input, bias)
      let size = state.h.shape[1]
      let gates = try call.sliced(weights.hidden, axis: 0, from: 0, to: 2 * size)
      let new = try call.sliced(weights.hidden, axis: 0, from: 2 * size, to: 3 * size)
      return (try call.add(ResetFirstGRUOp(), fromInput, state.h, gates, new), nil)
    },
    // ONNX has the gates input, output, forget, cell; Shinso input, forget, cell, output.
    "LSTM": layer(
      gates: [0, 2, 3, 1], activations: ["sigmoid", "tanh", "tanh"]
    ) { call, x, state, weights in
      let bias = try call.binary(.add, weights.biasInput, weights.biasHidden)
      let made = try call.all(
        LSTMOp(), [x, state.h, state.c, weights.input, weights.hidden, bias])
      return (made[0], made[2])
    },
  ]

  private struct Weights {
    let input, hidden, biasInput, biasHidden: ONNXOperand
  }

  private typealias Body =
    @Sendable (
      _ call: ONNXCall, _ x: ONNXOperand, _ state: (h: ONNXOperand, c: ONNXOperand), Weights
    ) throws -> (y: ONNXOperand, c: ONNXOperand?)

  /// A recurrent layer, x `[T, N, inputs]`. `gates`: where in ONNX's weights Shinso's gates lie.
  private static func layer(
    gates: [Int], activations: [String], _ body: @escaping Body
  ) -> Mapping {
    { call in
      let node = call.node
      try node.allow(
        "hidden_size", "layout", "linear_before_reset", "direction", "activations", "input_forget",
        "output_sequence")
      let directions = node.text("direction", "forward")
      let count = directions == "bidirectional" ? 2 : 1
      let own = node.texts("activations")?.map { $0.lowercased() }
      try call.require(
        own == nil || own == Array(repeating: activations, count: count).flatMap(\.self),
        "its activations are not \(activations.joined(separator: ", "))")
      try call.require(
        call.optional(7) == nil && !node.flag("input_forget"), "has peepholes or coupled gates")
      let isBatchFirst = node.flag("layout")
      var x = try call.number(0)
      try call.require(x.rank == 3, "its input \(x.shape) is not a sequence")
      if isBatchFirst { x = try call.permuted(x, [1, 0, 2]) }
      if call.optional(4) != nil {
        let lengths = try call.integers(4) ?? []
        try call.require(
          lengths.allSatisfy { $0 == x.shape[0] }, "has sequences of different lengths")
      }
      let hidden = try call.number(2).shape.last ?? 0
      try call.require(
        1...1 << 20 ~= hidden && node.int("hidden_size", hidden) == hidden,
        "its hidden_size does not fit its weights")
      var parts: [(y: ONNXOperand, h: ONNXOperand, c: ONNXOperand?)] = []
      for number in 0..<count {
        let isReversed = directions == "reverse" || number == 1
        let weights = try self.weights(call, number, gates, hidden)
        func state(_ place: Int) throws -> ONNXOperand {
          guard let all = try call.optionalNumber(place) else {
            return try call.broadcast(
              call.constant(.zeros([1, hidden])), to: [x.shape[1], hidden])
          }
          let first = isBatchFirst ? try call.permuted(all, [1, 0, 2]) : all
          return try call.add(
            SqueezeOp(axis: 0), call.sliced(first, axis: 0, from: number, to: number + 1))
        }
        let input = isReversed ? try call.add(FlipOp(axes: [0]), x) : x
        let made = try body(call, input, (try state(5), try state(6)), weights)
        // Whatever the number of steps is: [1, N, hidden].
        let last = try call.add(
          SliceOp(axis: 0, start: 0, end: 1), call.add(FlipOp(axes: [0]), made.y))
        let y = isReversed ? try call.add(FlipOp(axes: [0]), made.y) : made.y
        parts.append(
          (
            try call.add(UnsqueezeOp(axis: 1), y), last,
            try made.c.map { try call.add(UnsqueezeOp(axis: 0), $0) }
          ))
      }
      func joined(_ list: [ONNXOperand], _ axis: Int) throws -> ONNXOperand {
        list.count == 1 ? list[0] : try call.all(ConcatenateOp(axis: axis), list)[0]
      }
      let y = try joined(parts.map(\.y), 1)
      let states =
        [try joined(parts.map(\.h), 0)]
        + (parts[0].c == nil ? [] : [try joined(parts.compactMap(\.c), 0)])
      return isBatchFirst
        ? [try call.permuted(y, [2, 0, 1, 3])]
          + (try states.map { try call.permuted($0, [1, 0, 2]) })
        : [y] + states
    }
  }

  /// Of one direction, with the gates in Shinso's order.
  private static func weights(
    _ call: ONNXCall, _ number: Int, _ gates: [Int], _ hidden: Int
  ) throws -> Weights {
    let size = gates.count * hidden
    func own(_ place: Int) throws -> ONNXOperand {
      let all = try call.number(place)
      try call.require(
        all.rank == 3 && all.shape[0] > number && all.shape[1] == size,
        "its weights \(all.shape) are not of \(gates.count) gates of \(hidden)")
      return try call.add(
        SqueezeOp(axis: 0), call.sliced(all, axis: 0, from: number, to: number + 1))
    }
    func ordered(_ weight: ONNXOperand) throws -> ONNXOperand {
      if gates == Array(gates.indices) { return weight }
      return try call.all(
        ConcatenateOp(axis: 0),
        gates.map {
          try call.sliced(weight, axis: 0, from: $0 * hidden, to: ($0 + 1) * hidden)
        })[0]
    }
    var biases = [call.constant(.zeros([size])), call.constant(.zeros([size]))]
    if let all = try call.optionalNumber(3) {
      try call.require(
        all.rank == 2 && all.shape[0] > number && all.shape[1] == 2 * size,
        "its biases \(all.shape) do not fit")
      let row = try call.reshaped(
        call.sliced(all, axis: 0, from: number, to: number + 1), [2 * size])
      biases = try [0, size].map {
        try ordered(call.sliced(row, axis: 0, from: $0, to: $0 + size))
      }
    }
    return Weights(
      input: try ordered(own(1)), hidden: try ordered(own(2)), biasInput: biases[0],
      biasHidden: biases[1])
  }
}
