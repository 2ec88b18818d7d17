import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

/// Writes a graph's ops as ONNX's operators, one after the other.
final class ONNXEmitter {
  let graph: Graph
  private(set) var proto = ONNXGraphProto()
  /// What the graph stores, in order.
  private(set) var tensors: [(name: String, tensor: Tensor)] = []
  private var names: [Graph.Value: String] = [:]
  private var used: Set<String> = []
  /// The node that is being written.
  private var layer = ""

  init(_ graph: Graph, title: String) {
    self.graph = graph
    proto.name = title
  }

  /// Writes everything. Returns whether it takes any number of samples.
  func run() throws -> Bool {
    let (outputs, isOpen) = outputShapes
    for input in graph.inputs {
      let name = unique(graph.name(of: input))
      names[input] = name
      let spec = graph.spec(of: input)
      proto.input.append(
        info(
          name, spec.dtype,
          spec.shape.dims.enumerated().map { axis, extent in
            axis == 0 && isOpen ? nil : extent
          }))
    }
    let ends = Set(graph.outputs.map(\.value))
    var wanted = Dictionary(graph.outputs.map { ($0.value, $0.name) }) { first, _ in first }
    for node in graph.nodes {
      layer = node.name
      let start = proto.node.count
      var made = try ONNXEmitter.emit(self, node)
      if proto.node.count > start, proto.node[proto.node.count - 1].name.isEmpty {
        proto.node[proto.node.count - 1].name = unique(layer)
      }
      for (place, output) in node.outputs.enumerated() where place < made.count {
        if ends.contains(output), let name = wanted.removeValue(forKey: output) {
          let known = Set(proto.node[start...].flatMap(\.output))
          if known.contains(made[place]), used.insert(name).inserted {
            rename(made[place], name, from: start)
            made[place] = name
          }
        }
        names[output] = made[place]
      }
      for index in start..<proto.node.count where proto.node[index].name.isEmpty {
        proto.node[index].name = unique("\(layer)/\(proto.node[index].opType)")
      }
    }
    for (place, output) in graph.outputs.enumerated() {
      var name = name(of: output.value)
      if name != output.name {
        // It is a value with another name, such as the input.
        layer = output.name
        let own = used.contains(output.name) ? unique(output.name) : output.name
        let copy = add("Identity", [name])
        rename(copy, own, from: proto.node.count - 1)
        used.insert(own)
        name = own
      }
      let spec = graph.spec(of: output.value)
      proto.output.append(info(name, spec.dtype, outputs[place]))
    }
    return isOpen
  }

  /// The outputs' extents, where nil follows the number of samples, and whether that is free.
  private var outputShapes: (shapes: [[Int?]], isOpen: Bool) {
    let own = graph.outputs.map { graph.spec(of: $0.value).shape.dims }
    let more = graph.inputs.map { input in
      let spec = graph.spec(of: input)
      return spec.shape.rank == 0
        ? spec
        : TensorSpec(
          shape: spec.shape.replacing(axis: 0, with: 2 * spec.shape[0] + 1), dtype: spec.dtype)
    }
    guard !more.isEmpty, let other = try? graph.outputs(for: more) else { return (own, false) }
    let shapes = zip(own, other).map { dims, spec in
      zip(dims, spec.shape).map { $0 == $1 ? Int?($0) : nil }
    }
    // What comes of the samples, and of more of them is no larger, is made of the first ones alone.
    let isOpen = zip(graph.outputs, shapes).allSatisfy { output, shape in
      shape.contains(nil) || !fedValues.contains(output.value)
    }
    return isOpen ? (shapes, true) : (own, false)
  }

  /// All that is computed from the inputs.
  private var fedValues: Set<Graph.Value> {
    graph.nodes.reduce(into: Set(graph.inputs)) { fed, node in
      if node.inputs.contains(where: fed.contains) { fed.formUnion(node.outputs) }
    }
  }

  private func info(_ name: String, _ dtype: DType, _ dims: [Int?]) -> ONNXValueInfoProto {
    var info = ONNXValueInfoProto()
    info.name = name
    info.type.tensorType.elemType = Int32(ONNXElementType(dtype).rawValue)
    info.type.tensorType.shape.dim = dims.map { extent in
      var dim = ONNXTensorShapeProto.Dimension()
      if let extent { dim.dimValue = Int64(extent) } else { dim.dimParam = "N" }
      return dim
    }
    return info
  }

  private func rename(_ old: String, _ new: String, from start: Int) {
    for index in start..<proto.node.count {
      proto.node[index].input = proto.node[index].input.map { $0 == old ? new : $0 }
      proto.node[index].output = proto.node[index].output.map { $0 == old ? new : $0 }
    }
  }

  private func unique(_ wanted: String) -> String {
    if used.insert(wanted).inserted { return wanted }
    var number = 2
    while !used.insert("\(wanted)_\(number)").inserted { number += 1 }
    return "\(wanted)_\(number)"
  }

  // MARK: For the ops

  func refusal(_ problem: String) -> InputError {
    InputError("layer \(quoted(layer))", "cannot be written as ONNX: \(problem)")
  }

  /// The name of a value; what the graph stores is written the first time that it is asked for.
  func name(of value: Graph.Value) -> String {
    if let name = names[value] { return name }
    let tensor = graph.storedTensor(of: value) ?? .zeros([])
    let name = graph.name(of: value)
    let stored = constant(tensor, name.isEmpty ? "\(layer).constant" : name)
    names[value] = stored
    return stored
  }

  func constant(_ tensor: Tensor, _ name: String = "") -> String {
    let name = unique(name.isEmpty ? "\(layer).constant" : name)
    tensors.append((name, tensor))
    return name
  }

  func integers(_ values: [Int]) -> String { constant(Tensor(values)) }

  func number(_ value: Double) -> String { constant(Tensor(Float(value))) }

  /// Appends an operator. Returns the name of its first output.
  func add(
    _ type: String, _ inputs: [String], _ attributes: ONNXAttributes = [:]
  ) -> String { all(type, inputs, attributes, count: 1)[0] }

  func all(
    _ type: String, _ inputs: [String], _ attributes: ONNXAttributes = [:], count: Int
  ) -> [String] {
    var node = ONNXNodeProto()
    node.opType = type
    node.input = inputs
    node.output = (0..<count).map { _ in unique("\(layer):\(type)") }
    node.attribute = attributes.protos
    proto.node.append(node)
    return node.output
  }
}
