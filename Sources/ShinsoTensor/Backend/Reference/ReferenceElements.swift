/// Reads and writes elements of every type, with the conversions of `shinso_convert`: floating
/// point rounds to the nearest, ties to even; floating point to integer truncates toward zero, what
/// does not fit becomes the nearest integer that does, and NaN becomes 0; integer to integer keeps
/// the low bits; bool is "not zero".
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
    // Double(Int64.max) is 2⁶³, which must not be converted; so the bounds are not.
    return x >= Double(I.max) ? .max : x <= Double(I.min) ? .min : I(x)
  }

  /// Memory of a mapped file may start anywhere, hence the unaligned loads.
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

/// A floating-point format of 16 bits: sign, exponent, fraction, as in IEEE 754.
struct SmallFloat {
  static let float16 = SmallFloat(fractionBits: 10)
  static let bfloat16 = SmallFloat(fractionBits: 7)

  let fractionBits: Int

  private var infinity: Int { (0x7FFF >> fractionBits) << fractionBits }
  /// The exponent of the smallest normal number.
  private var leastExponent: Int { 2 - (1 << (14 - fractionBits)) }

  func encode(_ x: Double) -> UInt16 {
    let sign: UInt16 = x.sign == .minus ? 0x8000 : 0
    if x.isNaN { return sign | UInt16(infinity) | 1 << UInt16(fractionBits - 1) }
    if x.isInfinite { return sign | UInt16(infinity) }
    let exponent = max(x.exponent, leastExponent)
    let unit = Double(sign: .plus, exponent: exponent - fractionBits, significand: 1)
    let fraction = Int((x.magnitude / unit).rounded(.toNearestOrEven))
    // A normal number's leading bit, and a carry out of the fraction, raise the exponent by one.
    let bits = ((exponent - leastExponent) << fractionBits) + fraction
    return sign | UInt16(min(bits, infinity))
  }

  func decode(_ bits: UInt16) -> Double {
    let magnitude = Int(bits & 0x7FFF)
    let sign: FloatingPointSign = bits >> 15 == 1 ? .minus : .plus
    if magnitude > infinity { return .nan }
    if magnitude == infinity { return sign == .minus ? -.infinity : .infinity }
    let exponent = magnitude >> fractionBits
    let fraction = magnitude - (exponent << fractionBits)
    let isNormal = exponent > 0
    let value = Double(isNormal ? fraction + (1 << fractionBits) : fraction)
    return Double(
      sign: sign, exponent: leastExponent + (isNormal ? exponent - 1 : 0) - fractionBits,
      significand: value)
  }
}
