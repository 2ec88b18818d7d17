/// The element types of the format that take whole bytes, by their names in the header.
enum SafetensorsType: String, CaseIterable {
  case bool = "BOOL"
  case u8 = "U8"
  case i8 = "I8"
  case f8e5m2 = "F8_E5M2"
  case f8e4m3 = "F8_E4M3"
  case f8e4m3fnuz = "F8_E4M3FNUZ"
  case f8e5m2fnuz = "F8_E5M2FNUZ"
  case f8e8m0 = "F8_E8M0"
  case i16 = "I16"
  case u16 = "U16"
  case f16 = "F16"
  case bf16 = "BF16"
  case i32 = "I32"
  case u32 = "U32"
  case f32 = "F32"
  case f64 = "F64"
  case i64 = "I64"
  case u64 = "U64"
  case c64 = "C64"

  init(_ element: ElementType) {
    guard let type = Self.allCases.first(where: { $0.element == element }) else {
      preconditionFailure("safetensors has no elements of type \(element.rawValue)")
    }
    self = type
  }

  var element: ElementType {
    switch self {
    case .bool: .bool
    case .u8: .uint8
    case .i8: .int8
    case .f8e5m2: .float8e5m2
    case .f8e4m3: .float8e4m3
    case .f8e4m3fnuz: .float8e4m3fnuz
    case .f8e5m2fnuz: .float8e5m2fnuz
    case .f8e8m0: .float8e8m0
    case .i16: .int16
    case .u16: .uint16
    case .f16: .float16
    case .bf16: .bfloat16
    case .i32: .int32
    case .u32: .uint32
    case .f32: .float32
    case .f64: .float64
    case .i64: .int64
    case .u64: .uint64
    case .c64: .complex64
    }
  }
}
