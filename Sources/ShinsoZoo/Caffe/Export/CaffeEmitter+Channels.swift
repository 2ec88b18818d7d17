import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

extension CaffeEmitter {
  /// What a graph has in several nodes and Caffe in one layer, "PReLU".
  struct Rectifier {
    let input: Graph.Value
    let slope: Tensor
    /// What its nodes but the last one make.
    let parts: [Graph.Value]
  }

  /// `relu(x) + slope · min(x, 0)`, by what the sum makes.
  var rectifiers: [Graph.Value: Rectifier] {
    var makers: [Graph.Value: Graph.Node] = [:]
    var uses: [Graph.Value: Int] = [:]
    for node in graph.nodes {
      for output in node.outputs { makers[output] = node }
      for input in node.inputs { uses[input, default: 0] += 1 }
    }
    for output in graph.outputs { uses[output.value, default: 0] += 1 }
    var found: [Graph.Value: Rectifier] = [:]
    for node in graph.nodes {
      guard (node.op as? BinaryOp)?.function == .add,
        let positive = makers[node.inputs[0]], (positive.op as? UnaryOp)?.function == .relu,
        let product = makers[node.inputs[1]], (product.op as? BinaryOp)?.function == .multiply,
        let negative = makers[product.inputs[0]],
        (negative.op as? UnaryOp)?.function == .clamp(lower: -.infinity, upper: 0),
        negative.inputs[0] == positive.inputs[0]
      else { continue }
      let x = negative.inputs[0]
      let (spread, channels) = (product.inputs[1], shape(x).rank < 2 ? 1 : shape(x)[1])
      let behind = [Int](repeating: 1, count: max(shape(x).rank - 2, 0))
      let stored = makers[spread].map { $0.inputs[0] } ?? spread
      let parts = [positive.outputs[0], negative.outputs[0], product.outputs[0]]
      guard parts.allSatisfy({ uses[$0] == 1 }), let slope = graph.storedTensor(of: stored),
        slope.elementCount == 1
          || shape(spread).dims == [channels] + behind && slope.elementCount == channels
      else { continue }
      found[node.outputs[0]] = Rectifier(
        input: x, slope: slope.reshaped([slope.elementCount]), parts: parts)
    }
    return found
  }

  func emit(_ rectifier: Rectifier) throws -> String {
    add("PReLU", [try blob(rectifier.input)], weights: [rectifier.slope]) {
      $0.preluParam.channelShared = rectifier.slope.elementCount == 1
    }
  }

  /// What is stored, or follows from that alone.
  func known(_ value: Graph.Value) -> Tensor? { constants[value] ?? graph.storedTensor(of: value) }

  /// Notes what another form of a stored value is. Returns whether the node makes nothing else.
  func fold(_ node: Graph.Node) -> Bool {
    guard node.op is ReshapeOp || node.op is SqueezeOp || node.op is UnsqueezeOp,
      let tensor = known(node.inputs[0])
    else { return false }
    constants[node.outputs[0]] = withoutGradients { tensor.reshaped(shape(node.outputs[0])) }
    return true
  }

  /// An operation with stored numbers, one for each place along some axes; nil: there are none, or
  /// they lie otherwise.
  func withStored(_ function: BinaryFunction, _ inputs: [Graph.Value]) throws -> String? {
    guard let place = inputs.firstIndex(where: { known($0) != nil }),
      let numbers = known(inputs[place]), numbers.dtype == .float32
    else { return nil }
    let value = inputs[1 - place]
    let extents = shape(value)
    guard numbers.rank <= extents.rank else { return nil }
    let dims = [Int](repeating: 1, count: extents.rank - numbers.rank) + numbers.shape.dims
    let first = dims.firstIndex { $0 != 1 } ?? min(1, dims.count - 1)
    let last = dims.lastIndex { $0 != 1 } ?? first
    let isShared = numbers.elementCount == 1
    guard isShared || first > 0, isShared || dims[first...last] == extents.dims[first...last] else {
      return nil
    }
    let flat = withoutGradients {
      isShared ? numbers.reshaped([1]) : numbers.reshaped(Shape(Array(dims[first...last])))
    }
    let x = try blob(value)
    func scale(_ factor: Tensor) -> String {
      if isShared { return add("Power", [x]) { $0.powerParam.scale = Float(factor.item()) } }
      return add("Scale", [x], weights: [factor]) { layer in
        layer.scaleParam.axis = Int32(first)
        layer.scaleParam.numAxes = Int32(last - first + 1)
      }
    }
    func shift(_ x: String, _ offset: Tensor, _ suffix: String = "") -> String {
      if isShared {
        return add("Power", [x], suffix) { $0.powerParam.shift = Float(offset.item()) }
      }
      return add("Bias", [x], suffix, weights: [offset]) { layer in
        layer.biasParam.axis = Int32(first)
        layer.biasParam.numAxes = Int32(last - first + 1)
      }
    }
    return withoutGradients {
      switch (function, place) {
      case (.add, _): shift(x, flat)
      case (.multiply, _): scale(flat)
      case (.subtract, 1): shift(x, -flat)
      case (.subtract, _):
        shift(add("Power", [x], "negative") { $0.powerParam.scale = -1 }, flat)
      case (.divide, 1): scale(1 / flat)
      case (.power, 1) where isShared:
        add("Power", [x]) { $0.powerParam.power = Float(flat.item()) }
      default: nil
      }
    }
  }

  /// The largest elements and their places, each from a layer of its own if somebody takes it.
  func places(_ op: TopKOp, _ node: Graph.Node) throws -> [String] {
    try require(op.largest, "it has nothing for the smallest elements")
    let x = try blob(node.inputs[0])
    let taken = Set(graph.nodes.flatMap(\.inputs) + graph.outputs.map(\.value))
    return zip(node.outputs, [true, false]).map { output, isValue in
      guard taken.contains(output) else { return "" }
      return add("ArgMax", [x], isValue ? "values" : "") { layer in
        layer.argmaxParam.axis = Int32(op.axis)
        layer.argmaxParam.topK = UInt32(op.count)
        layer.argmaxParam.outMaxVal = isValue
      }
    }
  }
}
