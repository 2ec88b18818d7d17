import ShinsoSchemas
import ShinsoTensor

extension ONNXFile {
  /// Something that the graph takes or makes.
  public struct Port: Sendable, CustomStringConvertible {
    public let name: String
    /// The type of its elements, or what it is instead.
    public let type: String
    /// Its extents; those that are open have names or are `?`.
    public let shape: [String]

    public var description: String { "\(name) \(type) [\(shape.joined(separator: ", "))]" }

    init(_ proto: ONNXValueInfoProto) {
      name = proto.name
      guard proto.type.hasTensorType else {
        (type, shape) = ("no tensor", [])
        return
      }
      let tensor = proto.type.tensorType
      let element = ONNXElementType(rawValue: Int(tensor.elemType))
      type = element?.element?.rawValue ?? element.map { "\($0)" } ?? "type \(tensor.elemType)"
      shape = tensor.shape.dim.map { dim in
        if dim.dimValue > 0 { return "\(dim.dimValue)" }
        return dim.dimParam.isEmpty ? "?" : dim.dimParam
      }
    }
  }

  /// What the graph is given; not what the file itself holds.
  public var inputs: [Port] {
    let stored = Set(model.graph.initializer.map(\.name))
    return model.graph.input.filter { !stored.contains($0.name) }.map { Port($0) }
  }

  public var outputs: [Port] { model.graph.output.map { Port($0) } }

  /// The versions of operators, by whose they are.
  public var opsets: [(domain: String, version: Int)] {
    model.opsetImport.map {
      ($0.domain.isEmpty ? "ai.onnx" : $0.domain, Int(clamping: $0.version))
    }
  }

  /// How often each operator stands in the graph and in graphs within it, the most frequent first.
  public var operators: [(type: String, count: Int)] {
    var counts: [String: Int] = [:]
    visit(model.graph) { node in
      let isOwn = ["", "ai.onnx"].contains(node.domain)
      counts[isOwn ? node.opType : "\(node.domain).\(node.opType)", default: 0] += 1
    }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
  }

  /// The tensors that the file holds, by name.
  public var tensors: [ArrayEntry] {
    var found: [ArrayEntry] = []
    for proto in model.graph.initializer { found.append(entry(proto, proto.name)) }
    visit(model.graph) { node in
      for attribute in node.attribute where node.opType == "Constant" && attribute.hasT {
        found.append(entry(attribute.t, node.output.first ?? node.name))
      }
    }
    return found
  }

  /// Floating-point numbers in tensors of more than one element.
  public var parameterCount: Int {
    tensors.reduce(0) { sum, array in
      let isNumber = array.type.contains("float") && array.elementCount > 1
      return isNumber ? sum &+ array.elementCount : sum
    }
  }

  private func entry(_ proto: ONNXTensorProto, _ name: String) -> ArrayEntry {
    let element = ONNXElementType(rawValue: Int(proto.dataType))?.element
    let dims = proto.dims.map { Int($0) }
    let type = element?.rawValue ?? "type \(proto.dataType)"
    guard let bytes = TensorSize.bytes(dims, elementSize: element?.size ?? 1) else {
      return ArrayEntry(name: name, type: "damaged", shape: [], byteCount: 0)
    }
    return ArrayEntry(name: name, type: type, shape: dims, byteCount: bytes)
  }

  private func visit(_ graph: ONNXGraphProto, _ body: (ONNXNodeProto) -> Void) {
    for node in graph.node {
      body(node)
      for attribute in node.attribute where attribute.hasG { visit(attribute.g, body) }
    }
  }
}
