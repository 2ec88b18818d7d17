import ShinsoNN
import ShinsoTensor

extension ONNXEmitter {
  /// Ops that move elements, or join a few of them by fixed weights.
  func moves(_ op: any Op, _ inputs: [Graph.Value]) throws -> [String]? {
    switch op {
    case let op as ReshapeOp:
      return [
        add(
          "Reshape", names(inputs) + [integers(op.dims)],
          op.dims.contains(0) ? ["allowzero": .int(1)] : [:])
      ]
    case let op as FlattenOp: return [flatten(op, inputs[0])]
    case let op as SqueezeOp: return [add("Squeeze", names(inputs) + [integers([op.axis])])]
    case let op as UnsqueezeOp: return [add("Unsqueeze", names(inputs) + [integers([op.axis])])]
    case let op as PermuteOp:
      let rank = op.axes.count
      return [
        add("Transpose", names(inputs), ["perm": .ints(op.axes.map { $0 < 0 ? $0 + rank : $0 })])
      ]
    case let op as ConcatenateOp:
      return [add("Concat", names(inputs), ["axis": .int(op.axis)])]
    case let op as SliceOp:
      let end = op.end ?? Int(Int32.max)
      return [
        add(
          "Slice", names(inputs) + [integers([op.start]), integers([end]), integers([op.axis])])
      ]
    case let op as SplitOp:
      return all(
        "Split", names(inputs) + [integers(op.sizes)], ["axis": .int(op.axis)],
        count: op.sizes.count)
    case let op as BroadcastOp:
      return [add("Expand", names(inputs) + [integers(op.shape.dims)])]
    case let op as BatchBroadcastOp:
      let batch = add("Slice", [add("Shape", [name(of: inputs[1])]), integers([0]), integers([1])])
      let extent = add("Mul", [batch, integers([op.factor])])
      var parts = op.shape.dims.map { integers([$0]) }
      parts[op.axis] = extent
      return [
        add("Expand", [name(of: inputs[0]), add("Concat", parts, ["axis": .int(0)])])
      ]
    case let op as TileOp: return [add("Tile", names(inputs) + [integers(op.counts)])]
    case let op as PadOp where op.mode != .wrap: return [pad(op, inputs[0])]
    case let op as any AxisMappedOp:
      var x = name(of: inputs[0])
      let rank = shape(inputs[0]).rank
      for (axis, map) in try op.maps(for: shape(inputs[0])) {
        x = mapped(x, axis: axis, of: rank, map)
      }
      return [x]
    default: return nil
    }
  }

  private func flatten(_ op: FlattenOp, _ input: Graph.Value) -> String {
    let dims = shape(input).dims
    let (from, to) = (
      op.from < 0 ? op.from + dims.count : op.from, op.to < 0 ? op.to + dims.count : op.to
    )
    if from == 1, to == dims.count - 1 {
      return add("Flatten", [name(of: input)], ["axis": .int(1)])
    }
    // 0 keeps an axis.
    let target = [Int](repeating: 0, count: from) + [-1] + dims[(to + 1)...]
    return add("Reshape", [name(of: input), integers(target)])
  }

  private func pad(_ op: PadOp, _ input: Graph.Value) -> String {
    let pads = integers(op.before + op.after)
    switch op.mode {
    case .constant(let value):
      let fill = constant(.full(value, shape: [], dtype: graph.spec(of: input).dtype))
      return add("Pad", [name(of: input), pads, fill])
    case .reflect: return add("Pad", [name(of: input), pads], ["mode": .text("reflect")])
    case .edge, .wrap: return add("Pad", [name(of: input), pads], ["mode": .text("edge")])
    }
  }

  /// A linear map along an axis: a choice of entries, or a product with a matrix.
  private func mapped(_ x: String, axis: Int, of rank: Int, _ map: AxisMap) -> String {
    let isChoice =
      map.weights.allSatisfy { $0 == 1 } && map.starts == (0...Int64(map.count)).map { $0 }
    if isChoice {
      let places = integers(map.columns.map { Int($0) })
      return add("Gather", [x, places], ["axis": .int(axis)])
    }
    var matrix = [Float](repeating: 0, count: map.size * map.count)  // [size, count]
    for row in 0..<map.count {
      for entry in Int(map.starts[row])..<Int(map.starts[row + 1]) {
        matrix[Int(map.columns[entry]) * map.count + row] += Float(map.weights[entry])
      }
    }
    let weight = constant(Tensor(matrix, shape: [map.size, map.count]))
    if axis == rank - 1 { return add("MatMul", [x, weight]) }
    var order = Array(0..<rank)
    order.swapAt(axis, rank - 1)
    let product = add("MatMul", [add("Transpose", [x], ["perm": .ints(order)]), weight])
    return add("Transpose", [product], ["perm": .ints(order)])
  }

  func indexing(_ op: any Op, _ inputs: [Graph.Value]) throws -> [String]? {
    switch op {
    case is EmbeddingOp:
      return [add("Gather", [name(of: inputs[1]), name(of: inputs[0])], ["axis": .int(0)])]
    case let op as GatherOp:
      return [add("GatherElements", names(inputs), ["axis": .int(op.axis)])]
    case let op as IndexSelectOp: return [add("Gather", names(inputs), ["axis": .int(op.axis)])]
    case let op as ScatterAddOp:
      return [
        add("ScatterElements", names(inputs), ["axis": .int(op.axis), "reduction": .text("add")])
      ]
    case let op as ScatterOp:
      guard op.reduction == .none || op.reduction == .add || op.reduction == .mul else {
        throw refusal("version 17 has no scattering by \(op.reduction.rawValue)")
      }
      return [
        add(
          "ScatterElements", names(inputs),
          ["axis": .int(op.axis), "reduction": .text(op.reduction.rawValue)])
      ]
    case let op as OneHotOp:
      let values = constant(Tensor([0, 1] as [Float]).cast(to: op.dtype))
      return [
        add("OneHot", names(inputs) + [integers([op.classes]), values], ["axis": .int(-1)])
      ]
    case let op as IntegerReduceOp:
      let type =
        switch op.function {
        case .sum: "ReduceSum"
        case .product: "ReduceProd"
        case .maximum: "ReduceMax"
        case .minimum: "ReduceMin"
        }
      let keeps = ONNXAttributes.Value.int(op.keepsAxes ? 1 : 0)
      if type == "ReduceSum" {
        let operands = names(inputs) + (op.axes.isEmpty ? [] : [integers(op.axes)])
        return [add(type, operands, ["keepdims": keeps])]
      }
      return [
        add(
          type, names(inputs),
          op.axes.isEmpty ? ["keepdims": keeps] : ["axes": .ints(op.axes), "keepdims": keeps])
      ]
    case is PriorBoxOp:
      // They follow from sizes alone.
      let given = inputs.map { Tensor.zeros(shape($0)) }
      return [constant(try withoutGradients { try runOp(op, given)[0] })]
    default: return nil
    }
  }
}
