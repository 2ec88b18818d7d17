/// Reads and writes elements of every type, with the conversions of `shinso_convert`: floating
/// point rounds to nearest, ties to even; floating point to integer truncates toward zero,
/// saturates, and turns NaN into 0; integer to integer keeps the low bits; bool means "not zero".
enum Elements {
  static func doubles(_ storage: Storage) -> [Double] {
    switch storage.dtype {
    case .float32: read(storage, Float.self) { Double($0) }
    case .float64: read(storage, Double.self) { $0 }
    case .float16: read(storage, UInt16.self, SmallFloat.float16.decode)
    case .bfloat16: read(storage, UInt16.self, SmallFloat.bfloat16.decode)
    default: integers(storage).map { Double($0) }
    }
  }

  /// The elements of a storage of integers or bools.
  static func integers(_ storage: Storage) -> [Int64] {
    switch storage.dtype {
    case .int64: read(storage, Int64.self) { $0 }
    case .int32: read(storage, Int32.self) { Int64($0) }
    case .int16: read(storage, Int16.self) { Int64($0) }
    case .int8: read(storage, Int8.self) { Int64($0) }
    case .uint8: read(storage, UInt8.self) { Int64($0) }
    case .bool: read(storage, UInt8.self) { $0 == 0 ? 0 : 1 }
    case .float32, .float64, .float16, .bfloat16: doubles(storage).map { integer($0, Int64.self) }
    }
  }

  static func write(_ values: [Double], as dtype: DType, to memory: Memory) {
    switch dtype {
    case .float32: write(values, memory) { Float($0) }
    case .float64: write(values, memory) { $0 }
    case .float16: write(values, memory, SmallFloat.float16.encode)
    case .bfloat16: write(values, memory, SmallFloat.bfloat16.encode)
    case .int64: write(values, memory) { integer($0, Int64.self) }
    case .int32: write(values, memory) { integer($0, Int32.self) }
    case .int16: write(values, memory) { integer($0, Int16.self) }
    case .int8: write(values, memory) { integer($0, Int8.self) }
    case .uint8: write(values, memory) { integer($0, UInt8.self) }
    case .bool: write(values, memory) { $0 == 0 ? UInt8(0) : 1 }
    }
  }

  static func write(_ values: [Int64], as dtype: DType, to memory: Memory) {
    switch dtype {
    case .float32: write(values, memory) { Float($0) }
    case .float64: write(values, memory) { Double($0) }
    case .float16: write(values, memory) { SmallFloat.float16.encode(Double($0)) }
    case .bfloat16: write(values, memory) { SmallFloat.bfloat16.encode(Double($0)) }
    case .int64: write(values, memory) { $0 }
    case .int32: write(values, memory) { Int32(truncatingIfNeeded: $0) }
    case .int16: write(values, memory) { Int16(truncatingIfNeeded: $0) }
    case .int8: write(values, memory) { Int8(truncatingIfNeeded: $0) }
    case .uint8: write(values, memory) { UInt8(truncatingIfNeeded: $0) }
    case .bool: write(values, memory) { $0 == 0 ? UInt8(0) : 1 }
    }
  }

  private static func integer<I: FixedWidthInteger>(_ x: Double, _ type: I.Type) -> I {
    if x.isNaN { return 0 }
    // Double(Int64.max) is 2⁶³, which does not fit into Int64, so the bounds are excluded.
    return x >= Double(I.max) ? .max : x <= Double(I.min) ? .min : I(x)
  }

  /// Loads are unaligned because memory in a mapped file may start anywhere.
  private static func read<T: BitwiseCopyable, R>(
    _ storage: Storage, _ type: T.Type, _ convert: (T) -> R
  ) -> [R] {
    let memory = storage.plainMemory
    return withExtendedLifetime(memory) {
      (0..<storage.elementCount).map {
        convert(memory.address.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.size, as: T.self))
      }
    }
  }

  private static func write<V, T: BitwiseCopyable>(
    _ values: [V], _ memory: Memory, _ convert: (V) -> T
  ) {
    withExtendedLifetime(memory) {
      for (i, value) in values.enumerated() {
        memory.address.storeBytes(
          of: convert(value), toByteOffset: i * MemoryLayout<T>.size, as: T.self)
      }
    }
  }
}
