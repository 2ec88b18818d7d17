import ShinsoTensor

/// Why a test cannot be asked of Shinso: its operator, a type or a variant that Shinso has not.
struct Unsupported: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}

/// A node of an ONNX graph.
struct ONNXNode {
  var type = ""
  var domain = ""
  var inputs: [String] = []
  var outputs: [String] = []
  var attributes: [String: ONNXAttribute] = [:]

  init(_ bytes: ArraySlice<UInt8>) throws {
    for field in WireReader(bytes) {
      switch field.number {
      case 1: inputs.append(field.text)
      case 2: outputs.append(field.text)
      case 4: type = field.text
      case 5:
        let attribute = try ONNXAttribute(field.bytes)
        attributes[attribute.name] = attribute
      case 7: domain = field.text
      default: break
      }
    }
  }

  func int(_ name: String, _ otherwise: Int) -> Int {
    attributes[name].map { Int($0.integer) } ?? otherwise
  }

  func float(_ name: String, _ otherwise: Double) -> Double {
    attributes[name].map { Double($0.float) } ?? otherwise
  }

  func ints(_ name: String) -> [Int]? { attributes[name].map { $0.integers.map(Int.init) } }

  func text(_ name: String, _ otherwise: String) -> String {
    attributes[name]?.text ?? otherwise
  }

  /// Throws unless each attribute is one that Shinso knows.
  func allow(_ names: String...) throws {
    for name in attributes.keys.sorted() where !names.contains(name) {
      throw Unsupported("\(type) with \(name)")
    }
  }
}

struct ONNXAttribute {
  var name = ""
  var float: Float = 0
  var integer: Int64 = 0
  var text = ""
  var tensor: Tensor?
  var floats: [Float] = []
  var integers: [Int64] = []
  var texts: [String] = []
  var hasGraph = false

  init(_ bytes: ArraySlice<UInt8>) throws {
    for field in WireReader(bytes) {
      switch field.number {
      case 1: name = field.text
      case 2: float = field.float
      case 3: integer = field.integer
      case 4: text = field.text
      case 5: tensor = try ONNXTensor.read(field.bytes)
      case 6: hasGraph = true
      case 7: floats += field.floats
      case 8: integers += field.integers
      case 9: texts.append(field.text)
      default: break
      }
    }
  }
}

/// A graph of one or, for an expanded function, several nodes.
struct ONNXGraph {
  var nodes: [ONNXNode] = []
  var inputs: [String] = []
  var outputs: [String] = []
  var constants: [String: Tensor] = [:]
  var version = 0

  init(model bytes: [UInt8]) throws {
    var graph: ArraySlice<UInt8> = []
    for field in WireReader(bytes[...]) {
      switch field.number {
      case 7: graph = field.bytes
      case 8:
        var (domain, version) = ("", 0)
        for entry in WireReader(field.bytes) {
          if entry.number == 1 { domain = entry.text }
          if entry.number == 2 { version = Int(entry.integer) }
        }
        if domain.isEmpty { self.version = version }
      default: break
      }
    }
    for field in WireReader(graph) {
      switch field.number {
      case 1: nodes.append(try ONNXNode(field.bytes))
      case 5:
        let name = WireReader(field.bytes).first { $0.number == 8 }?.text ?? ""
        constants[name] = try ONNXTensor.read(field.bytes)
      case 11: inputs.append(try Self.tensorName(field.bytes))
      case 12: outputs.append(try Self.tensorName(field.bytes))
      default: break
      }
    }
  }

  /// The name of an input or output, which has to be a tensor.
  private static func tensorName(_ bytes: ArraySlice<UInt8>) throws -> String {
    let fields = Array(WireReader(bytes))
    let type = fields.first { $0.number == 2 }?.bytes ?? []
    guard WireReader(type).contains(where: { $0.number == 1 }) else {
      throw Unsupported("sequences, maps and optional values")
    }
    return fields.first { $0.number == 1 }?.text ?? ""
  }
}

enum ONNXTensor {
  static func type(_ code: Int) throws -> DType {
    let types: [Int: DType] = [
      1: .float32, 2: .uint8, 3: .int8, 5: .int16, 6: .int32, 7: .int64, 9: .bool, 10: .float16,
      11: .float64, 16: .bfloat16,
    ]
    guard let type = types[code] else { throw Unsupported("element type \(code)") }
    return type
  }

  static func read(_ bytes: ArraySlice<UInt8>) throws -> Tensor {
    var (dims, code): ([Int], Int) = ([], 0)
    var (floats, integers, doubles): ([Float], [Int64], [Double]) = ([], [], [])
    var raw: ArraySlice<UInt8>?
    for field in WireReader(bytes) {
      switch field.number {
      case 1: dims += field.integers.map(Int.init)
      case 2: code = Int(field.integer)
      case 4: floats += field.floats
      case 5, 7, 11: integers += field.integers
      case 9: raw = field.bytes
      case 10: doubles += field.doubles
      default: break
      }
    }
    let (shape, type) = (Shape(dims), try type(code))
    if let raw {
      return Tensor(shape: shape, dtype: type) { target in
        raw.withUnsafeBytes { if !$0.isEmpty { target.copyMemory(from: $0) } }
      }
    }
    switch type {
    case .float32: return Tensor(floats, shape: shape)
    case .float64: return Tensor(doubles, shape: shape)
    case .float16, .bfloat16:
      return Tensor(shape: shape, dtype: type) { target in
        for (place, bits) in integers.enumerated() {
          target.storeBytes(
            of: UInt16(truncatingIfNeeded: bits), toByteOffset: 2 * place, as: UInt16.self)
        }
      }
    default: return Tensor(integers, shape: shape).cast(to: type)
    }
  }
}
