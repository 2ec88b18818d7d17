import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// What `shinso inspect` tells of an ONNX file, as lines for people or as JSON. Text from the file is
/// made printable.
struct ONNXListing: Encodable {
  struct Operator: Encodable {
    let type: String
    let count: Int
  }

  struct Port: Encodable {
    let name: String
    let type: String
    let shape: [String]

    init(_ port: ONNXFile.Port) {
      name = port.name
      type = port.type
      shape = port.shape
    }
  }

  let format = "onnx"
  let producer: String
  let opsets: [String: Int]
  let inputs: [Port]
  let outputs: [Port]
  let operators: [Operator]
  let tensors: [InspectReport.Entry]
  let parameters: Int
  let metadata: [String: String]

  init(_ file: ONNXFile) {
    producer = file.producer
    opsets = Dictionary(file.opsets.map { ($0.domain, $0.version) }) { first, _ in first }
    inputs = file.inputs.map { Port($0) }
    outputs = file.outputs.map { Port($0) }
    operators = file.operators.map { Operator(type: $0.type, count: $0.count) }
    tensors = file.tensors.map { InspectReport.Entry($0, nil) }
    parameters = file.parameterCount
    metadata = file.metadata
  }

  /// - Parameter width: the columns that a line of metadata may take.
  func lines(width: Int) -> [String] {
    var lines = ["format: onnx", "producer: \(producer.printable)"]
    lines.append(
      "operators of version: "
        + opsets.sorted { $0.key < $1.key }.map { "\($0.key.printable) \($0.value)" }
        .joined(separator: ", "))
    for (title, ports) in [("input", inputs), ("output", outputs)] {
      for port in ports {
        lines.append(
          "\(title): \(port.name) \(port.type) [\(port.shape.joined(separator: ", "))]".printable)
      }
    }
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      lines.append(TextWidth.shortened("metadata: \(key): \(value.prefix(width))".printable, width))
    }
    lines +=
      Table(
        ["OPERATOR", ">COUNT"], operators.map { [$0.type.printable, "\($0.count)"] }
      ).lines
    let bytes = tensors.reduce(0) { $0 &+ $1.bytes }
    lines.append(
      "\(tensors.count) tensors, \(parameters) parameters, \(FetchProgress.size(bytes))")
    return lines
  }
}
