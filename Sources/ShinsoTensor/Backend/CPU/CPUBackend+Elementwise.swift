import CKernels

extension UnaryFunction {
  /// The kernel and its parameter; nil: clamping, which has kernels of its own.
  fileprivate var kernel: (shinso_unary, Float)? {
    switch self {
    case .abs: (SHINSO_UNARY_ABS, 0)
    case .exp: (SHINSO_UNARY_EXP, 0)
    case .log: (SHINSO_UNARY_LOG, 0)
    case .sqrt: (SHINSO_UNARY_SQRT, 0)
    case .reciprocal: (SHINSO_UNARY_RECIPROCAL, 0)
    case .square: (SHINSO_UNARY_SQUARE, 0)
    case .sin: (SHINSO_UNARY_SIN, 0)
    case .cos: (SHINSO_UNARY_COS, 0)
    case .erf: (SHINSO_UNARY_ERF, 0)
    case .floor: (SHINSO_UNARY_FLOOR, 0)
    case .ceil: (SHINSO_UNARY_CEIL, 0)
    case .round: (SHINSO_UNARY_ROUND, 0)
    case .sign: (SHINSO_UNARY_SIGN, 0)
    case .sigmoid: (SHINSO_UNARY_SIGMOID, 0)
    case .tanh: (SHINSO_UNARY_TANH, 0)
    case .relu: (SHINSO_UNARY_RELU, 0)
    case .relu6: (SHINSO_UNARY_RELU6, 0)
    case .softplus: (SHINSO_UNARY_SOFTPLUS, 0)
    case .gelu: (SHINSO_UNARY_GELU, 0)
    case .geluTanh: (SHINSO_UNARY_GELU_TANH, 0)
    case .silu: (SHINSO_UNARY_SILU, 0)
    case .hardSigmoid: (SHINSO_UNARY_HARD_SIGMOID, 0)
    case .hardSwish: (SHINSO_UNARY_HARD_SWISH, 0)
    case .leakyRelu(let slope): (SHINSO_UNARY_LEAKY_RELU, Float(slope))
    case .elu(let alpha): (SHINSO_UNARY_ELU, Float(alpha))
    case .clamp: nil
    }
  }

  fileprivate var bounds: (lower: Float, upper: Float) {
    if case .clamp(let lower, let upper) = self { return (Float(lower), Float(upper)) }
    return (-.infinity, .infinity)
  }

  /// Whether the padding of a blocked layout stays zero.
  var keepsZero: Bool {
    switch self {
    case .exp, .log, .reciprocal, .cos, .sigmoid, .softplus, .hardSigmoid: false
    case .clamp(let lower, let upper): lower <= 0 && upper >= 0
    default: true
    }
  }
}

extension LogicalFunction {
  fileprivate var kernel: shinso_logical_function {
    switch self {
    case .and: SHINSO_LOGICAL_AND
    case .or: SHINSO_LOGICAL_OR
    case .xor: SHINSO_LOGICAL_XOR
    }
  }
}

extension Comparison {
  fileprivate var kernel: shinso_comparison {
    switch self {
    case .equal: SHINSO_COMPARE_EQUAL
    case .notEqual: SHINSO_COMPARE_NOT_EQUAL
    case .less: SHINSO_COMPARE_LESS
    case .lessOrEqual: SHINSO_COMPARE_LESS_EQUAL
    case .greater: SHINSO_COMPARE_GREATER
    case .greaterOrEqual: SHINSO_COMPARE_GREATER_EQUAL
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
    case .power: SHINSO_BINARY_POW
    }
  }
}

extension CPUBackend {
  func scaleShift(_ x: Tensor, scale: Double, offset: Double) -> Tensor {
    map(x, keepsZero: offset == 0 && Float(scale).isFinite) { y, x, count in
      shinso_affine(y, x, Float(scale), Float(offset), count)
    }
  }

  func unary(_ function: UnaryFunction, _ x: Tensor) -> Tensor {
    map(x, keepsZero: function.keepsZero) { apply(function, $0, $1, $2) }
  }

  /// y may be x.
  func apply(
    _ function: UnaryFunction, _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>,
    _ count: Int
  ) {
    if let (kind, parameter) = function.kernel {
      shinso_unary_forward(kind, parameter, y, x, count)
    } else {
      shinso_clamp(y, x, function.bounds.lower, function.bounds.upper, count)
    }
  }

  func unaryBackward(_ function: UnaryFunction, gradient: Tensor, known: Tensor) -> Tensor {
    // The layout of what was computed forward; its padding may hold anything finite, the
    // gradient's holds zeros, of which a quotient would make NaN.
    let divides = function == .log || function == .sqrt
    let layout = elementwiseLayout(gradient, known, keepsZero: !divides)
    let dy = memory(gradient, in: layout)
    let known = memory(known, in: layout)
    let dx = uninitialized(gradient.shape, layout)
    let result = dx.storage.representation.memory.floats
    let (kernel, bounds) = (function.kernel, function.bounds)
    Parallel.aligned(layout?.elementCount ?? dx.elementCount) { range in
      let at = range.lowerBound
      if let (kind, parameter) = kernel {
        // One pointer serves as input and output: the kernel reads the one that it needs.
        shinso_unary_backward(
          kind, parameter, result + at, dy.floats + at, known.floats + at, known.floats + at,
          range.count)
      } else {
        shinso_clamp_backward(
          result + at, dy.floats + at, known.floats + at, bounds.lower, bounds.upper, range.count)
      }
    }
    return dx
  }

  func binary(_ function: BinaryFunction, _ a: Tensor, _ b: Tensor) -> Tensor {
    if a.shape == b.shape {
      // Padding of zeros would not stay so.
      let layout = elementwiseLayout(
        a, b, keepsZero: function != .divide && function != .power)
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

  func add(_ x: Tensor, into sum: Storage) -> Bool {
    let target = sum.representation
    guard sum.dtype == .float32, x.dtype == .float32, sum.elementCount == x.elementCount,
      x.cpuLayout == target.layout as? CPULayout
    else { return false }
    let source = x.storage.representation.memory
    let values = target.memory.floats
    Parallel.aligned(x.cpuLayout?.elementCount ?? x.elementCount) { range in
      let sums = values + range.lowerBound
      shinso_binary_forward(
        SHINSO_BINARY_ADD, sums, 1, range.count, sums, 0, 1, source.floats + range.lowerBound, 0, 1)
    }
    sum.markChanged()
    return true
  }

  func compare(_ comparison: Comparison, _ a: Tensor, _ b: Tensor) -> Tensor {
    blocks(a, b) { y, rows, columns, block, left, right, row in
      if a.dtype == .int64 {
        shinso_compare_int64(
          comparison.kernel, y, rows, columns,
          left.assumingMemoryBound(to: Int64.self) + block.a + row * block.aRow, block.aRow,
          block.aColumn, right.assumingMemoryBound(to: Int64.self) + block.b + row * block.bRow,
          block.bRow, block.bColumn)
      } else {
        shinso_compare(
          comparison.kernel, y, rows, columns,
          left.assumingMemoryBound(to: Float.self) + block.a + row * block.aRow, block.aRow,
          block.aColumn, right.assumingMemoryBound(to: Float.self) + block.b + row * block.bRow,
          block.bRow, block.bColumn)
      }
    }
  }

  func logical(_ function: LogicalFunction, _ a: Tensor, _ b: Tensor) -> Tensor {
    blocks(a, b) { y, rows, columns, block, left, right, row in
      shinso_logical(
        function.kernel, y, rows, columns,
        left.assumingMemoryBound(to: UInt8.self) + block.a + row * block.aRow, block.aRow,
        block.aColumn, right.assumingMemoryBound(to: UInt8.self) + block.b + row * block.bRow,
        block.bRow, block.bColumn)
    }
  }

  /// A tensor of bools that `body` fills, some rows of a block at a time: y, rows, columns, the
  /// block, the operands' memory and the first row.
  private func blocks(
    _ a: Tensor, _ b: Tensor,
    _ body: (
      UnsafeMutablePointer<UInt8>, Int, Int, BroadcastPlan.Block, UnsafeMutableRawPointer,
      UnsafeMutableRawPointer, Int
    ) -> Void
  ) -> Tensor {
    let plan = BroadcastPlan(a.shape, b.shape)
    let y = Tensor.uninitialized(plan.shape, .bool, on: device)
    let (left, right) = (a.storage.plainMemory, b.storage.plainMemory)
    let result = y.storage.plainMemory.address.assumingMemoryBound(to: UInt8.self)
    plan.forEachBlock { block in
      Parallel.ranges(block.rows, cost: block.columns) { rows in
        let row = rows.lowerBound
        body(
          result + block.y + row * block.columns, rows.count, block.columns, block, left.address,
          right.address, row)
      }
    }
    return y
  }

  func select(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    let y = Tensor.uninitialized(condition.shape, .float32, on: device)
    let mask = condition.storage.plainMemory.address.assumingMemoryBound(to: UInt8.self)
    let left = a.storage.plainMemory
    let right = b.storage.plainMemory
    let result = y.storage.plainMemory.floats
    let (leftStep, rightStep) = (a.rank == 0 ? 0 : 1, b.rank == 0 ? 0 : 1)
    Parallel.aligned(y.elementCount) { range in
      let at = range.lowerBound
      shinso_where(
        result + at, mask + at, left.floats + at * leftStep, leftStep,
        right.floats + at * rightStep, rightStep, range.count)
    }
    return y
  }

  /// The layout in which to work on two tensors of one shape: that of the first one that has one.
  /// Packed weights are matched too. `keepsZero`: whether padding of zeros would stay so; if not,
  /// padded layouts are left.
  func elementwiseLayout(_ a: Tensor, _ b: Tensor, keepsZero: Bool = true) -> CPULayout? {
    let layout = a.cpuLayout ?? b.cpuLayout
    if case .packed? = layout, a.cpuLayout != b.cpuLayout { return nil }
    return keepsZero || layout?.isPadded != true ? layout : nil
  }

  /// `body(y, x, count)` over pieces of x, in its own layout unless that has padding, which must
  /// stay zero.
  private func map(
    _ x: Tensor, keepsZero: Bool,
    _ body: (UnsafeMutablePointer<Float>, UnsafePointer<Float>, Int) -> Void
  ) -> Tensor {
    let own = x.cpuLayout
    let layout = keepsZero || own?.isPadded != true ? own : nil
    let source = memory(x, in: layout)
    let y = uninitialized(x.shape, layout)
    let result = y.storage.representation.memory.floats
    Parallel.aligned(layout?.elementCount ?? x.elementCount) { range in
      body(result + range.lowerBound, source.floats + range.lowerBound, range.count)
    }
    return y
  }
}
