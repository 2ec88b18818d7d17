import ShinsoFormats
import ShinsoSchemas
import ShinsoTensor

/// How an ONNX file is to be read.
struct ONNXSettings {
  /// In place of every first axis that is open, and how many samples given shapes have.
  var (batch, givenBatch) = (1, 1)
  /// The shapes of inputs, in place of the file's.
  var shapes: [String: Shape] = [:]
  /// Inputs that always have the same value.
  var known: [String: Tensor] = [:]
  /// The axes of the file's input in the order in which the caller gives them; nil: in the file's.
  var layout: [Int]?
  /// Other values for the weight of a layer in its role; nil: the file's.
  var replace: ((_ layer: String, _ role: String, _ tensor: Tensor) -> Tensor)?
  let cache = Cache()

  /// Tensors that were read already.
  final class Cache {
    private var tensors: [String: Tensor] = [:]

    func tensor(_ proto: ONNXTensorProto, of file: ONNXFile) throws -> Tensor {
      if let known = tensors[proto.name] { return known }
      let tensor = try file.tensor(proto)
      tensors[proto.name] = tensor
      return tensor
    }
  }

  /// The extents of pictures whose size a file leaves open.
  static let usualSide = 224

  /// Whether the first axis of an input may have any extent.
  func isOpen(_ input: ONNXValueInfoProto) -> Bool {
    input.type.tensorType.shape.dim.first.map { $0.dimValue <= 0 } ?? false
  }

  /// What an input takes. Throws `InputError` if its shape is open in a way that must be given.
  ///
  /// - Parameter mayGrow: a first axis of 1 counts as open.
  func spec(
    of input: ONNXValueInfoProto, in file: ONNXFile, mayGrow: Bool
  ) throws -> TensorSpec {
    func problem(_ text: String) -> InputError {
      InputError(file.name, "its input \(quoted(input.name)) \(text)")
    }
    guard input.type.hasTensorType else { throw problem("is not a tensor") }
    let type = input.type.tensorType
    guard let dtype = ONNXElementType(rawValue: Int(type.elemType))?.dtype else {
      throw problem("is of ONNX's type \(type.elemType), which is not known here")
    }
    let isOne = type.shape.dim.count > 1 && type.shape.dim[0].dimValue == 1
    let followsBatch = isOpen(input) || mayGrow && isOne
    if var shape = shapes[input.name] {
      if followsBatch, shape.first == givenBatch { shape = shape.replacing(axis: 0, with: batch) }
      return TensorSpec(shape: shape, dtype: dtype)
    }
    guard type.hasShape, type.shape.dim.count <= 8 else {
      throw problem("says no shape; give one")
    }
    var dims = type.shape.dim.map { dim -> Int? in
      dim.dimValue > 0 && dim.dimValue < 1 << 32 ? Int(dim.dimValue) : nil
    }
    if followsBatch { dims[0] = batch }
    if dims.count == 4 {
      let pictures = [1, 3].contains(dims[1]) ? 2...3 : [1, 3].contains(dims[3]) ? 1...2 : nil
      if let pictures {
        for axis in pictures where dims[axis] == nil { dims[axis] = Self.usualSide }
      }
    }
    let known = dims.compactMap(\.self)
    guard known.count == dims.count else {
      throw problem(
        "leaves sizes open: [\(dims.map { $0.map(String.init) ?? "?" }.joined(separator: ", "))]; "
          + "give its shape")
    }
    let count = known.reduce(1.0) { $0 * Double($1) }
    guard count <= 0x1p40 else { throw problem("is larger than any memory") }
    return TensorSpec(shape: Shape(known), dtype: dtype)
  }
}
