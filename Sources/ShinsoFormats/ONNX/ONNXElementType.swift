import ShinsoTensor

/// The element types of ONNX's tensors by their numbers (`TensorProto.DataType`).
package enum ONNXElementType: Int {
  case float32 = 1
  case uint8, int8, uint16, int16, int32, int64
  case string
  case bool, float16, float64, uint32, uint64, complex64, complex128, bfloat16

  /// nil for text.
  var element: ElementType? {
    switch self {
    case .float32: .float32
    case .uint8: .uint8
    case .int8: .int8
    case .uint16: .uint16
    case .int16: .int16
    case .int32: .int32
    case .int64: .int64
    case .string: nil
    case .bool: .bool
    case .float16: .float16
    case .float64: .float64
    case .uint32: .uint32
    case .uint64: .uint64
    case .complex64: .complex64
    case .complex128: .complex128
    case .bfloat16: .bfloat16
    }
  }

  /// The type of such tensors here; nil for one that Shinso does not have.
  package var dtype: DType? { element?.dtype }

  package init(_ dtype: DType) {
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
}
