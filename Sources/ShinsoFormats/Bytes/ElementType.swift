import ShinsoTensor

/// The type of an array's elements in a file. The raw values are PyTorch's names, which for the
/// common types are also NumPy's. Files may hold types that no tensor has; those can be listed but
/// not loaded.
enum ElementType: String, Sendable, Hashable, CaseIterable {
  case bool, uint8, int8, uint16, int16, uint32, int32, uint64, int64
  case float16, bfloat16, float32, float64
  /// Four exponent bits, no infinity ("FN": finite and NaN).
  case float8e4m3 = "float8_e4m3fn"
  case float8e5m2 = "float8_e5m2"
  /// The two kinds without a negative zero, whose bits stand for NaN.
  case float8e4m3fnuz = "float8_e4m3fnuz"
  case float8e5m2fnuz = "float8_e5m2fnuz"
  /// Only an exponent: the scale of a block of small floats.
  case float8e8m0 = "float8_e8m0fnu"
  case complex32, complex64, complex128

  init(_ dtype: DType) {
    self =
      switch dtype {
      case .float32: .float32
      case .float64: .float64
      case .float16: .float16
      case .bfloat16: .bfloat16
      case .int64: .int64
      case .int32: .int32
      case .int16: .int16
      case .int8: .int8
      case .uint8: .uint8
      case .bool: .bool
      }
  }

  /// nil if tensors cannot have such elements.
  var dtype: DType? { DType(rawValue: rawValue) }

  /// The type of a tensor that takes every value: the own one, or a larger one for unsigned integers;
  /// nil if there is none.
  var readDType: DType? {
    switch self {
    case .uint16: .int32
    case .uint32, .uint64: .int64
    default: dtype
    }
  }

  /// The size of an element in bytes.
  var size: Int {
    switch self {
    case .bool, .uint8, .int8, .float8e4m3, .float8e5m2, .float8e8m0, .float8e4m3fnuz,
      .float8e5m2fnuz:
      1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32, .complex32: 4
    case .uint64, .int64, .float64, .complex64: 8
    case .complex128: 16
    }
  }

  /// Whether the elements are real numbers, which can be ordered.
  var isReal: Bool {
    switch self {
    case .complex32, .complex64, .complex128: false
    default: true
    }
  }
}
