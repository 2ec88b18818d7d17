import ShinsoNN
import ShinsoTensor

/// An operator with what it takes: all that its mapping needs.
struct ONNXCall {
  let importer: ONNXImporter
  let node: ONNXNode
  /// An input that was left out is nil.
  let inputs: [ONNXOperand?]
  /// All values that are known by name, for graphs within the node.
  let scope: [String: ONNXOperand]

  var opset: Int { importer.file.opset }

  // MARK: Inputs

  func optional(_ place: Int) -> ONNXOperand? { place < inputs.count ? inputs[place] : nil }

  func input(_ place: Int) throws -> ONNXOperand {
    guard let operand = optional(place) else { throw ONNXProblem("lacks its input \(place + 1)") }
    return operand
  }

  /// An input as float32, in which Shinso computes.
  func number(_ place: Int) throws -> ONNXOperand {
    let operand = try input(place)
    guard operand.dtype.isFloatingPoint else {
      throw ONNXProblem("computes in \(operand.dtype.rawValue), which is not known here")
    }
    return try cast(operand, .float32)
  }

  func optionalNumber(_ place: Int) throws -> ONNXOperand? {
    optional(place) == nil ? nil : try number(place)
  }

  func allNumbers() throws -> [ONNXOperand] {
    guard !inputs.isEmpty else { throw ONNXProblem("has no input") }
    return try inputs.indices.map { try number($0) }
  }

  /// An input that must be known beforehand; nil if it was left out.
  func known(_ place: Int) throws -> Tensor? {
    guard let operand = optional(place) else { return nil }
    guard let tensor = operand.tensor else {
      throw ONNXProblem("its input \(place + 1) depends on what the network is given")
    }
    return tensor
  }

  /// A known input that lists integers.
  func integers(_ place: Int) throws -> [Int]? {
    try known(place)?.scalars(as: Int64.self).map { Int($0) }
  }

  func integer(_ place: Int) throws -> Int? { try integers(place)?.first }

  func numbers(_ place: Int) throws -> [Double]? { try known(place)?.scalars(as: Double.self) }

  /// An axis counted from the front.
  func axis(_ axis: Int, of rank: Int) throws -> Int {
    let position = axis < 0 ? axis + rank : axis
    guard (0..<rank).contains(position) else {
      throw ONNXProblem("there is no axis \(axis) of \(rank)")
    }
    return position
  }

  func require(_ condition: Bool, _ problem: @autoclosure () -> String) throws {
    if !condition { throw ONNXProblem(problem()) }
  }

  // MARK: Ops

  func all(_ op: some Op, _ operands: [ONNXOperand]) throws -> [ONNXOperand] {
    try importer.add(op, operands, layer: node.layer)
  }

  /// The first thing that an op makes.
  func add(_ op: some Op, _ operands: ONNXOperand...) throws -> ONNXOperand {
    try all(op, operands)[0]
  }

  func constant(_ tensor: Tensor) -> ONNXOperand { ONNXOperand(known: tensor) }

  func unary(_ function: UnaryFunction, _ x: ONNXOperand) throws -> ONNXOperand {
    try add(UnaryOp(function), x)
  }

  func binary(
    _ function: BinaryFunction, _ a: ONNXOperand, _ b: ONNXOperand
  ) throws -> ONNXOperand { try add(BinaryOp(function), a, b) }

  /// `scale · x + offset`.
  func scaled(
    _ x: ONNXOperand, by scale: Double = 1, plus offset: Double = 0
  ) throws -> ONNXOperand {
    scale == 1 && offset == 0 ? x : try add(ScaleShiftOp(scale: scale, offset: offset), x)
  }

  func cast(_ x: ONNXOperand, _ dtype: DType) throws -> ONNXOperand {
    if x.dtype == dtype { return x }
    // A weight in another precision stays one.
    if case .known(let tensor, let isWeight) = x.source {
      return ONNXOperand(known: tensor.cast(to: dtype), isWeight: isWeight)
    }
    return try add(CastOp(dtype), x)
  }

  func reshaped(_ x: ONNXOperand, _ dims: [Int]) throws -> ONNXOperand {
    x.shape.dims == dims ? x : try add(ReshapeOp(dims), x)
  }

  func permuted(_ x: ONNXOperand, _ axes: [Int]) throws -> ONNXOperand {
    axes == Array(0..<x.rank) ? x : try add(PermuteOp(axes), x)
  }

  func sliced(
    _ x: ONNXOperand, axis: Int, from start: Int, to end: Int
  ) throws -> ONNXOperand {
    try require(axis < x.rank, "its input \(x.shape) has no axis \(axis)")
    return start == 0 && end == x.shape[axis]
      ? x : try add(SliceOp(axis: axis, start: start, end: end), x)
  }

  /// Stretched by NumPy's rule, whatever its elements are.
  func broadcast(_ x: ONNXOperand, to shape: Shape) throws -> ONNXOperand {
    if x.shape == shape { return x }
    if x.dtype.isFloatingPoint {
      return try add(BroadcastOp(to: shape), x)
    }
    try importer.spend(shape.elementCount)
    let zeros = constant(.zeros(shape, dtype: .int64))
    return try cast(try add(IntegerOp(.add), cast(x, .int64), zeros), x.dtype)
  }

  /// One of two elements, as a condition says.
  func select(
    _ condition: ONNXOperand, _ a: ONNXOperand, _ b: ONNXOperand
  ) throws -> ONNXOperand {
    if a.dtype.isFloatingPoint {
      return try add(WhereOp(), condition, cast(a, .float32), cast(b, .float32))
    }
    let taken = try cast(condition, .int64)
    let (first, second) = (try cast(a, .int64), try cast(b, .int64))
    let left = try add(IntegerOp(.multiply), first, taken)
    let other = try add(IntegerOp(.subtract), constant(Tensor([1], shape: [])), taken)
    let right = try add(IntegerOp(.multiply), second, other)
    return try cast(try add(IntegerOp(.add), left, right), a.dtype)
  }

  /// Numbers of entries, of which negative ones count from the end, as int64.
  func places(_ indices: ONNXOperand, below count: Int) throws -> ONNXOperand {
    let list = try cast(indices, .int64)
    if let tensor = list.tensor {
      let values = tensor.scalars(as: Int64.self).map { $0 < 0 ? $0 &+ Int64(count) : $0 }
      if let bad = values.first(where: { !(0..<Int64(count)).contains($0) }) {
        throw ONNXProblem("its index \(bad) is not below \(count)")
      }
      return constant(Tensor(values, shape: list.shape))
    }
    let isNegative = try add(IntegerOp(.less), list, constant(Tensor([0], shape: [])))
    let shift = try add(IntegerOp(.multiply), isNegative, constant(Tensor([count], shape: [])))
    return try add(IntegerOp(.add), list, shift)
  }
}
