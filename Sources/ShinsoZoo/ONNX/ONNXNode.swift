import ShinsoFormats
import ShinsoSchemas
import ShinsoTensor

/// Why an operator cannot be taken over; the importer adds where it stands.
struct ONNXProblem: Error {
  let text: String
  init(_ text: String) { self.text = text }
}

/// An operator of an ONNX graph with its attributes.
struct ONNXNode {
  let type: String
  let domain: String
  /// The layer that its results are shown as.
  let layer: String
  let inputs: [String]
  let outputs: [String]
  private let attributes: [String: ONNXAttributeProto]

  init(_ proto: ONNXNodeProto, layer: String) {
    type = proto.opType
    domain = proto.domain
    self.layer = layer
    inputs = proto.input
    outputs = proto.output
    attributes = Dictionary(proto.attribute.map { ($0.name, $0) }) { first, _ in first }
  }

  subscript(attribute: String) -> ONNXAttributeProto? { attributes[attribute] }

  func int(_ name: String, _ otherwise: Int) -> Int {
    attributes[name].map { Int($0.i) } ?? otherwise
  }

  func flag(_ name: String, _ otherwise: Bool = false) -> Bool {
    attributes[name].map { $0.i != 0 } ?? otherwise
  }

  func float(_ name: String, _ otherwise: Double) -> Double {
    attributes[name].map { Double($0.f) } ?? otherwise
  }

  func ints(_ name: String) -> [Int]? { attributes[name].map { $0.ints.map { Int($0) } } }

  func floats(_ name: String) -> [Double]? { attributes[name].map { $0.floats.map(Double.init) } }

  func text(_ name: String, _ otherwise: String) -> String {
    attributes[name].map { String(decoding: $0.s, as: UTF8.self) } ?? otherwise
  }

  func texts(_ name: String) -> [String]? {
    attributes[name].map { $0.strings.map { String(decoding: $0, as: UTF8.self) } }
  }

  /// Throws unless each attribute is one that is heeded.
  func allow(_ names: String...) throws {
    for name in attributes.keys.sorted() where !names.contains(name) {
      throw ONNXProblem("its attribute \(quoted(name)) is not known")
    }
  }
}
