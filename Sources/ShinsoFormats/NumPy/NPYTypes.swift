import ShinsoTensor

extension NPYHeader {
  private static let codes: [String: DType] = [
    "f4": .float32, "f8": .float64, "f2": .float16, "i8": .int64, "i4": .int32, "i2": .int16,
    "i1": .int8, "u1": .uint8, "b1": .bool,
  ]

  /// The header of an array of this shape and type. Throws `InputError` for bfloat16.
  init(_ shape: Shape, _ dtype: DType, name: String) throws {
    guard let code = Self.codes.first(where: { $0.value == dtype })?.key else {
      throw InputError(
        name, "cannot hold \(dtype.rawValue), which NumPy does not have; convert it to float32")
    }
    self.init(descriptor: (dtype.size == 1 ? "|" : "<") + code, shape: shape.dims)
  }

  /// The type of the elements, and whether their bytes are in big-endian order.
  func elementType(name: String) throws -> (DType, swapped: Bool) {
    let code =
      descriptor.first.map { "<>|=".contains($0) } == true
      ? String(descriptor.dropFirst()) : descriptor
    if let dtype = Self.codes[code] { return (dtype, descriptor.hasPrefix(">")) }
    let advice =
      switch code.first {
      case "O": "Python objects, which can run code when read; save an array of numbers"
      case "U", "S": "strings where numbers are needed"
      case "u": "unsigned integers of more than 8 bits; save it with .astype('int64')"
      case "c": "complex numbers; save the real and the imaginary part"
      default: "elements of type \(quoted(descriptor)), which cannot be read"
      }
    throw InputError(name, "holds \(advice)")
  }

  /// Throws `InputError` unless an array of this shape takes just `byteCount` bytes.
  func check(itemSize: Int, byteCount: Int, name: String) throws {
    let itemCount = TensorSize.bytes(shape, .uint8)
    guard let (expected, overflow) = itemCount?.multipliedReportingOverflow(by: itemSize),
      !overflow, expected == byteCount, TensorSize.bytes(shape, .float64) != nil
    else {
      let dims = shape.prefix(8).map(String.init).joined(separator: ", ")
      throw InputError(
        name,
        "is truncated or damaged: \(byteCount) bytes of elements do not make an array of shape "
          + "(\(dims)\(shape.count > 8 ? ", …" : "")) with \(itemSize) bytes per element")
    }
  }
}
