import ShinsoTensor

extension NPYHeader {
  private static let codes: [String: ElementType] = [
    "f4": .float32, "f8": .float64, "f2": .float16, "i8": .int64, "i4": .int32, "i2": .int16,
    "i1": .int8, "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64, "b1": .bool,
    "c8": .complex64, "c16": .complex128,
  ]

  /// The description without the byte order.
  private var code: Substring {
    descriptor.first.map { "<>|=".contains($0) } == true ? descriptor.dropFirst() : descriptor[...]
  }

  var isBigEndian: Bool { descriptor.hasPrefix(">") }

  /// The type of the elements; nil if they are not numbers.
  var type: ElementType? { Self.codes[String(code)] }

  /// The header for an array of this shape and type. Throws `InputError` for bfloat16.
  init(_ shape: Shape, _ dtype: DType, name: String) throws {
    guard let code = Self.codes.first(where: { $0.value.dtype == dtype })?.key else {
      throw InputError(
        name, "cannot hold \(dtype.rawValue), which NumPy does not have; convert it to float32")
    }
    self.init(descriptor: (dtype.size == 1 ? "|" : "<") + code, shape: shape.dims)
  }

  /// The type of elements that a tensor can hold. Throws `InputError` for others.
  func elementType(name: String) throws -> ElementType {
    if let type, type.readDType != nil { return type }
    if isRecord {
      throw InputError(
        name, "holds records (a structured dtype); save each field as a separate array")
    }
    let advice =
      switch code.first {
      case "O": "Python objects, which can run code when loaded; save an array of numbers instead"
      case "U", "S": "strings, but numbers are needed"
      case "c": "complex numbers; save the real and imaginary parts separately"
      default: "elements of type \(quoted(descriptor)), which cannot be read"
      }
    throw InputError(name, "holds \(advice)")
  }

  /// What a listing shows for an array with this header. Throws `InputError` if its shape does not
  /// match its `byteCount` bytes.
  func entry(named name: String, byteCount: Int, in file: String) throws -> ArrayEntry {
    // If the size of an element is unknown, the shape must still be small enough to count.
    guard TensorSize.bytes(shape, .uint8) != nil else {
      throw InputError(file, "is damaged: its shape is larger than any array can be")
    }
    if let itemSize { try check(itemSize: itemSize, byteCount: byteCount, name: file) }
    return ArrayEntry(
      name: name, type: type?.rawValue ?? (code == "O" ? "object" : descriptor), shape: shape,
      byteCount: byteCount)
  }

  private var isRecord: Bool { descriptor.hasPrefix("[") }

  /// The element size in bytes according to the code, such as `U7`, `S3` or `M8[ns]`; nil for
  /// objects and records.
  private var itemSize: Int? {
    if let type { return type.size }
    guard !isRecord, let count = Int(code.dropFirst().prefix { $0.isNumber }) else { return nil }
    let (size, overflow) = count.multipliedReportingOverflow(by: code.first == "U" ? 4 : 1)
    return overflow ? nil : size
  }

  /// Throws `InputError` unless an array of this shape takes exactly `byteCount` bytes.
  func check(itemSize: Int, byteCount: Int, name: String) throws {
    let itemCount = TensorSize.bytes(shape, .uint8)
    guard let (expected, overflow) = itemCount?.multipliedReportingOverflow(by: itemSize),
      !overflow, expected == byteCount, TensorSize.bytes(shape, .float64) != nil
    else {
      let dims = shape.prefix(8).map(String.init).joined(separator: ", ")
      throw InputError(
        name,
        "is truncated or damaged: \(counted(byteCount, "byte")) of elements do not match an array "
          + "of shape "
          + "(\(dims)\(shape.count > 8 ? ", …" : "")) with \(counted(itemSize, "byte")) per "
          + "element")
    }
  }
}
