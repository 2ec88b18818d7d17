import ShinsoNN
import ShinsoTensor

extension ONNXEmitter {
  /// Writes one node. Returns the names of its outputs.
  static func emit(_ emitter: ONNXEmitter, _ node: Graph.Node) throws -> [String] {
    let inputs = node.inputs
    let written =
      try emitter.layers(node.op, inputs) ?? emitter.elementwise(node.op, inputs)
      ?? emitter.normalizations(node.op, inputs) ?? emitter.reductions(node.op, inputs)
      ?? emitter.moves(node.op, inputs) ?? emitter.indexing(node.op, inputs)
      ?? emitter.recurrent(node.op, inputs)
    guard let written else { throw emitter.refusal("there is nothing for \(node.op.name)") }
    return written
  }

  func names(_ values: [Graph.Value]) -> [String] { values.map { name(of: $0) } }

  func shape(_ value: Graph.Value) -> Shape { graph.spec(of: value).shape }

  /// Convolutions, products and pools.
  private func layers(_ op: any Op, _ inputs: [Graph.Value]) throws -> [String]? {
    switch op {
    case let op as Conv2dOp:
      let weight = shape(inputs[1])
      return [
        epilogue(op.activation, op.hasResidual, inputs) { operands in
          add(
            "Conv", operands,
            [
              "kernel_shape": .ints([weight[2], weight[3]]), "strides": .ints(op.stride.list),
              "pads": .ints(op.padding.list), "dilations": .ints(op.dilation.list),
              "group": .int(op.groups),
            ])
        }
      ]
    case let op as ConvTranspose2dOp:
      let weight = shape(inputs[1])
      return [
        add(
          "ConvTranspose", names(inputs),
          [
            "kernel_shape": .ints([weight[2], weight[3]]), "strides": .ints(op.stride.list),
            "pads": .ints(op.padding.list), "dilations": .ints(op.dilation.list),
            "group": .int(op.groups), "output_padding": .ints(op.outputPadding.list),
          ])
      ]
    case let op as LinearOp: return [linear(op, inputs)]
    case let op as MatmulOp:
      func side(_ value: Graph.Value, _ isTransposed: Bool) -> String {
        guard isTransposed else { return name(of: value) }
        var order = Array(0..<shape(value).rank)
        order.swapAt(order.count - 1, order.count - 2)
        return add("Transpose", [name(of: value)], ["perm": .ints(order)])
      }
      return [
        add("MatMul", [side(inputs[0], op.transposesLeft), side(inputs[1], op.transposesRight)])
      ]
    case let op as MaxPool2dOp: return [pool("MaxPool", op.geometry, inputs[0])]
    case let op as AveragePool2dOp: return [averagePool(op.geometry, inputs[0])]
    case let op as L2Pool2dOp:
      return [pool("LpPool", op.geometry, inputs[0], ["p": .int(2)])]
    case is GlobalAveragePool2dOp:
      return [add("Flatten", [add("GlobalAveragePool", names(inputs))], ["axis": .int(1)])]
    default: return nil
    }
  }

  /// What a fused op does before and after it reaches memory.
  private func epilogue(
    _ activation: FusedActivation, _ hasResidual: Bool, _ inputs: [Graph.Value],
    _ body: ([String]) -> String
  ) -> String {
    var operands = inputs
    let residual = hasResidual ? operands.remove(at: 2) : nil
    var y = body(names(operands))
    if let residual { y = add("Add", [y, name(of: residual)]) }
    return activated(y, activation)
  }

  func activated(_ x: String, _ activation: FusedActivation) -> String {
    if activation == .relu6 { return add("Clip", [x, number(0), number(6)]) }
    return activation.function.map { unary($0, x) } ?? x
  }

  private func linear(_ op: LinearOp, _ inputs: [Graph.Value]) -> String {
    epilogue(op.activation, op.hasResidual, inputs) { operands in
      if shape(inputs[0]).rank == 2 { return add("Gemm", operands, ["transB": .int(1)]) }
      let weight = add("Transpose", [operands[1]], ["perm": .ints([1, 0])])
      let product = add("MatMul", [operands[0], weight])
      return operands.count > 2 ? add("Add", [product, operands[2]]) : product
    }
  }

  /// Where the last windows reach beyond the edge, the padding says so: programs do not agree on
  /// what ceil_mode means there.
  private func pool(
    _ type: String, _ geometry: Pool2dGeometry, _ x: Graph.Value, _ more: ONNXAttributes = [:],
    from input: String? = nil, padding: Padding2d? = nil
  ) -> String {
    var pads = padding ?? geometry.padding
    if geometry.ceilMode {
      let size = shape(x)
      let (height, width) = geometry.output(height: size[2], width: size[3])
      let own = geometry.padding
      let reach = Padding2d(
        top: pads.top, left: pads.left,
        bottom: (height - 1) * geometry.stride.height + geometry.kernel.height - size[2] - own.top,
        right: (width - 1) * geometry.stride.width + geometry.kernel.width - size[3] - own.left)
      pads.bottom = max(reach.bottom - (own.bottom - pads.bottom), 0)
      pads.right = max(reach.right - (own.right - pads.right), 0)
    }
    return add(
      type, [input ?? name(of: x)],
      more.adding([
        "kernel_shape": .ints(geometry.kernel.list), "strides": .ints(geometry.stride.list),
        "pads": .ints(pads.list),
      ]))
  }

  private func averagePool(_ geometry: Pool2dGeometry, _ x: Graph.Value) -> String {
    guard geometry.countsPadding, geometry.ceilMode, geometry.padding != 0 else {
      let counts = geometry.countsPadding && !geometry.ceilMode ? 1 : 0
      return pool("AveragePool", geometry, x, ["count_include_pad": .int(counts)])
    }
    // Zeros count, but not what lies beyond them.
    let own = geometry.padding
    let pads = integers([0, 0, own.top, own.left, 0, 0, own.bottom, own.right])
    return pool(
      "AveragePool", geometry, x, ["count_include_pad": .int(0)],
      from: add("Pad", [name(of: x), pads]), padding: 0)
  }
}

extension Size2d {
  fileprivate var list: [Int] { [height, width] }
}

extension Padding2d {
  fileprivate var list: [Int] { [top, left, bottom, right] }
}
