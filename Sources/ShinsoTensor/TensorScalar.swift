/// A Swift type that a tensor can hold directly.
public protocol TensorScalar: Sendable, BitwiseCopyable {
  static var dtype: DType { get }
}

extension Float: TensorScalar { public static var dtype: DType { .float32 } }

extension Double: TensorScalar { public static var dtype: DType { .float64 } }

extension Int: TensorScalar { public static var dtype: DType { .int64 } }

extension Int64: TensorScalar { public static var dtype: DType { .int64 } }

extension Int32: TensorScalar { public static var dtype: DType { .int32 } }

extension Int16: TensorScalar { public static var dtype: DType { .int16 } }

extension Int8: TensorScalar { public static var dtype: DType { .int8 } }

extension UInt8: TensorScalar { public static var dtype: DType { .uint8 } }

extension Bool: TensorScalar { public static var dtype: DType { .bool } }
