import CKernels

extension UnaryFunction {
  fileprivate var kernel: shinso_unary {
    switch self {
    case .negate: SHINSO_UNARY_NEG
    case .abs: SHINSO_UNARY_ABS
    case .exp: SHINSO_UNARY_EXP
    case .log: SHINSO_UNARY_LOG
    case .sqrt: SHINSO_UNARY_SQRT
    case .reciprocal: SHINSO_UNARY_RECIPROCAL
    case .square: SHINSO_UNARY_SQUARE
    case .sigmoid: SHINSO_UNARY_SIGMOID
    case .tanh: SHINSO_UNARY_TANH
    case .relu: SHINSO_UNARY_RELU
    case .relu6: SHINSO_UNARY_RELU6
    }
  }

  /// Whether the padding of a blocked layout stays zero.
  fileprivate var keepsZero: Bool {
    switch self {
    case .negate, .abs, .sqrt, .square, .tanh, .relu, .relu6: true
    case .exp, .log, .reciprocal, .sigmoid: false
    }
  }
}

extension BinaryFunction {
  fileprivate var kernel: shinso_binary {
    switch self {
    case .add: SHINSO_BINARY_ADD
    case .subtract: SHINSO_BINARY_SUB
    case .multiply: SHINSO_BINARY_MUL
    case .divide: SHINSO_BINARY_DIV
    case .maximum: SHINSO_BINARY_MAX
    case .minimum: SHINSO_BINARY_MIN
    }
  }
}

extension CPUBackend {
  func affine(_ x: Tensor, scale: Double, offset: Double) -> Tensor {
    map(x, keepingLayout: offset == 0) { y, x, count in
      shinso_affine(y, x, Float(scale), Float(offset), count)
    }
  }

  func unary(_ function: UnaryFunction, _ x: Tensor) -> Tensor {
    map(x, keepingLayout: function.keepsZero) { y, x, count in
      shinso_unary_forward(function.kernel, 0, y, x, count)
    }
  }

  func unaryBackward(
    _ function: UnaryFunction, gradient: Tensor, input: Tensor?, output: Tensor?
  ) -> Tensor {
    let other = function.differentiatesByOutput ? output : input
    guard let other, function != .negate else { return affine(gradient, scale: -1, offset: 0) }
    // The layout of what was computed forward; its padding may hold anything finite, the
    // gradient's holds zeros.
    let layout = elementwiseLayout(gradient, other)
    let dy = memory(gradient, in: layout)
    let known = memory(other, in: layout)
    let dx = uninitialized(gradient.shape, layout)
    let result = dx.storage.representation.memory.floats
    Parallel.aligned(layout?.elementCount ?? dx.elementCount) { range in
      let at = range.lowerBound
      let values = known.floats + at
      shinso_unary_backward(
        function.kernel, 0, result + at, dy.floats + at,
        function.differentiatesByOutput ? nil : values,
        function.differentiatesByOutput ? values : nil, range.count)
    }
    return dx
  }

  func binary(_ function: BinaryFunction, _ a: Tensor, _ b: Tensor) -> Tensor {
    if a.shape == b.shape {
      let layout = function == .divide ? nil : elementwiseLayout(a, b)
      let left = memory(a, in: layout)
      let right = memory(b, in: layout)
      let y = uninitialized(a.shape, layout)
      let result = y.storage.representation.memory.floats
      Parallel.aligned(layout?.elementCount ?? y.elementCount) { range in
        let at = range.lowerBound
        shinso_binary_forward(
          function.kernel, result + at, 1, range.count, left.floats + at, 0, 1,
          right.floats + at, 0, 1)
      }
      return y
    }
    let plan = BroadcastPlan(a.shape, b.shape)
    let y = Tensor.uninitialized(plan.shape, .float32, on: device)
    let left = a.storage.plainMemory
    let right = b.storage.plainMemory
    let result = y.storage.plainMemory.floats
    plan.forEachBlock { block in
      Parallel.ranges(block.rows, cost: block.columns) { rows in
        let row = rows.lowerBound
        shinso_binary_forward(
          function.kernel, result + block.y + row * block.columns, rows.count, block.columns,
          left.floats + block.a + row * block.aRow, block.aRow, block.aColumn,
          right.floats + block.b + row * block.bRow, block.bRow, block.bColumn)
      }
    }
    return y
  }

  func equal(_ a: Tensor, _ b: Tensor) -> Tensor {
    let plan = BroadcastPlan(a.shape, b.shape)
    let mask = Tensor.uninitialized(plan.shape, .uint8, on: device)
    let left = a.storage.plainMemory
    let right = b.storage.plainMemory
    let result = mask.storage.plainMemory.address.assumingMemoryBound(to: UInt8.self)
    plan.forEachBlock { block in
      shinso_compare(
        SHINSO_COMPARE_EQUAL, result + block.y, block.rows, block.columns,
        left.floats + block.a, block.aRow, block.aColumn, right.floats + block.b, block.bRow,
        block.bColumn)
    }
    return cast(mask, to: a.dtype)
  }

  /// The layout in which to work on two tensors of one shape: that of the first one that has one.
  /// Packed weights are matched too.
  func elementwiseLayout(_ a: Tensor, _ b: Tensor) -> CPULayout? {
    let layout = a.cpuLayout ?? b.cpuLayout
    if case .packed? = layout { return a.cpuLayout == b.cpuLayout ? layout : nil }
    return layout
  }

  /// `body(y, x, count)` over pieces of x, in its own layout where its padding stays zero.
  private func map(
    _ x: Tensor, keepingLayout: Bool,
    _ body: (UnsafeMutablePointer<Float>, UnsafePointer<Float>, Int) -> Void
  ) -> Tensor {
    let layout = keepingLayout ? x.cpuLayout : nil
    let source = memory(x, in: layout)
    let y = uninitialized(x.shape, layout)
    let result = y.storage.representation.memory.floats
    Parallel.aligned(layout?.elementCount ?? x.elementCount) { range in
      body(result + range.lowerBound, source.floats + range.lowerBound, range.count)
    }
    return y
  }
}
