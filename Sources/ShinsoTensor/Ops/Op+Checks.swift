/// What ops check of their inputs. Messages name an input by its role.
extension Op {
  package func require(_ condition: Bool, _ problem: @autoclosure () -> String) throws(OpError) {
    if !condition { throw OpError(name, problem()) }
  }

  /// One input for each role, `inputNames` if none are given, of which the last `optional` may be
  /// left out.
  package func requireCount(
    _ inputs: [TensorSpec], _ roles: [String]? = nil, optional: Int = 0
  ) throws(OpError) {
    let roles = roles ?? inputNames
    try require(
      inputs.count <= roles.count && inputs.count >= roles.count - optional,
      "takes \(optional == 0 ? "" : "\(roles.count - optional) to ")"
        + "\(counted(roles.count, "input")) (\(roles.joined(separator: ", "))), not \(inputs.count)"
    )
  }

  /// Inputs to compute with: counted as by `requireCount`, all of the same floating-point type and,
  /// unless `allowsEmpty`, with at least one element.
  package func requireFloats(
    _ inputs: [TensorSpec], _ roles: [String]? = nil, optional: Int = 0, allowsEmpty: Bool = false
  ) throws(OpError) {
    let roles = roles ?? inputNames
    try requireCount(inputs, roles, optional: optional)
    for (input, role) in zip(inputs, roles) {
      try require(
        input.dtype.isFloatingPoint,
        "\(role) \(input.shape) is \(input.dtype.rawValue), which no device computes in; "
          + "convert it with cast(to: .float32)")
      try require(
        input.dtype == inputs[0].dtype,
        "\(role) \(input.shape) is \(input.dtype.rawValue), but \(roles[0]) \(inputs[0].shape) "
          + "is \(inputs[0].dtype.rawValue)")
      try require(
        allowsEmpty || !input.shape.contains(0), "\(role) \(input.shape) has no elements")
    }
  }

  /// The shape of two operands together.
  package func broadcast(_ left: TensorSpec, _ right: TensorSpec) throws(OpError) -> Shape {
    guard let shape = left.shape.broadcast(with: right.shape) else {
      throw OpError(name, "left \(left.shape) and right \(right.shape) do not broadcast together")
    }
    return shape
  }

  /// `form` spells the axes: `[N, C, H, W]`.
  package func requireRank(
    _ rank: Int, _ spec: TensorSpec, _ role: String, _ form: String
  ) throws(OpError) {
    try require(
      spec.shape.rank == rank,
      "\(role) \(spec.shape) has \(counted(spec.shape.rank, "axis", "axes")), expected \(rank): "
        + form)
  }

  package func requireShape(
    _ shape: Shape, _ spec: TensorSpec, _ role: String, _ reason: @autoclosure () -> String
  ) throws(OpError) {
    try require(spec.shape == shape, "\(role) \(spec.shape) must be \(shape): \(reason())")
  }

  /// The axis counted from the front.
  package func normalized(axis: Int, of shape: Shape, _ role: String = "input") throws(OpError)
    -> Int
  {
    guard let axis = shape.normalized(axis: axis) else {
      throw OpError(name, "\(role) \(shape) has no axis \(axis)")
    }
    return axis
  }

  /// Axes counted from the front, ascending; `[]` stands for all.
  package func normalized(axes: [Int], of shape: Shape) throws(OpError) -> [Int] {
    if axes.isEmpty { return Array(0..<shape.rank) }
    var found: Set<Int> = []
    for axis in axes {
      let (isNew, _) = found.insert(try normalized(axis: axis, of: shape))
      try require(isNew, "axes \(axes) of input \(shape) name an axis twice")
    }
    return found.sorted()
  }

  /// What is left of a shape when axes, counted from the front, are reduced.
  package func reduced(_ shape: Shape, _ axes: [Int], _ keepsAxes: Bool) -> Shape {
    Shape(shape.indices.compactMap { axes.contains($0) ? (keepsAxes ? 1 : nil) : shape[$0] })
  }

  /// How far windows may reach; keeps the arithmetic on sizes within bounds.
  package func requireWindow(
    kernel: Size2d, stride: Size2d, padding: Padding2d, dilation: Size2d = 1
  ) throws(OpError) {
    let limit = 1 << 24
    for (what, pair) in [("kernel size", kernel), ("stride", stride), ("dilation", dilation)] {
      try require(min(pair.height, pair.width) > 0, "the \(what) \(pair) must be positive")
      try require(max(pair.height, pair.width) <= limit, "the \(what) \(pair) is too large")
    }
    for side in [padding.top, padding.left, padding.bottom, padding.right] {
      try require(side >= 0, "the padding \(padding) must not be negative")
      try require(side <= limit, "the padding \(padding) is too large")
    }
  }

  /// Values that select one of `count` things, or are `exception`, read on the host.
  package func requireIndices(
    _ indices: Tensor, _ role: String, below count: Int, _ what: String,
    orEqual exception: Int? = nil
  ) throws(OpError) {
    let bad = indices.withUnsafeBytes { bytes in
      // Negative numbers are huge without their sign: one comparison finds both mistakes.
      bytes.bindMemory(to: UInt64.self).prefix(indices.elementCount)
        .firstIndex {
          $0 >= UInt64(count) && exception.map { UInt64(bitPattern: Int64($0)) } != $0
        }
        .map { ($0, bytes.load(fromByteOffset: $0 * 8, as: Int64.self)) }
    }
    if let (position, value) = bad {
      throw OpError(
        name, "\(role)[\(position)] is \(value), but there are \(count) \(what): 0 to \(count - 1)")
    }
  }
}
