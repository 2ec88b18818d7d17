/// Converts the bytes of elements to double precision. 64-bit integers are rounded.
struct ElementDecoder {
  let type: ElementType
  /// Whether the file has the other byte order.
  let isSwapped: Bool

  /// Replaces `values` by the elements in `bytes`, which must hold complete elements of a real
  /// type.
  func decode(_ bytes: UnsafeRawBufferPointer, into values: inout [Double]) {
    precondition(bytes.count % type.size == 0, "the bytes end within an element")
    switch type {
    case .bool: map(bytes, &values, UInt8.self) { $0 == 0 ? 0 : 1 }
    case .uint8: map(bytes, &values, UInt8.self) { Double($0) }
    case .int8: map(bytes, &values, Int8.self) { Double($0) }
    case .uint16: map(bytes, &values, UInt16.self) { Double($0) }
    case .int16: map(bytes, &values, Int16.self) { Double($0) }
    case .uint32: map(bytes, &values, UInt32.self) { Double($0) }
    case .int32: map(bytes, &values, Int32.self) { Double($0) }
    case .uint64: map(bytes, &values, UInt64.self) { Double($0) }
    case .int64: map(bytes, &values, Int64.self) { Double($0) }
    case .float32: map(bytes, &values, UInt32.self) { Double(Float(bitPattern: $0)) }
    case .float64: map(bytes, &values, UInt64.self) { Double(bitPattern: $0) }
    case .bfloat16: map(bytes, &values, UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
    case .float16: map(bytes, &values, UInt16.self) { Self.half($0) }
    case .float8e5m2: map(bytes, &values, UInt8.self) { Self.half(UInt16($0) << 8) }
    case .float8e4m3: map(bytes, &values, UInt8.self) { Self.e4m3($0) }
    case .float8e4m3fnuz:
      map(bytes, &values, UInt8.self) { Self.withoutNegativeZero($0, fractionBits: 3) }
    case .float8e5m2fnuz:
      map(bytes, &values, UInt8.self) { Self.withoutNegativeZero($0, fractionBits: 2) }
    case .float8e8m0: map(bytes, &values, UInt8.self) { Self.e8m0($0) }
    case .complex32, .complex64, .complex128:
      preconditionFailure("ElementDecoder: complex numbers are not real")
    }
  }

  private func map<T: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, _ values: inout [Double], _ type: T.Type,
    _ value: (T) -> Double
  ) {
    let size = MemoryLayout<T>.size
    let count = bytes.count / size
    values.removeAll(keepingCapacity: true)
    values.reserveCapacity(count)
    for index in 0..<count {
      let raw = bytes.loadUnaligned(fromByteOffset: index * size, as: T.self)
      values.append(value(isSwapped ? raw.byteSwapped : raw))
    }
  }

  // Swift does not have Float16 on every processor, so small floats are decoded by hand.

  /// IEEE 754 binary16: 5 exponent bits and 10 fraction bits.
  private static func half(_ bits: UInt16) -> Double {
    let sign: Double = bits >> 15 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Double(bits & 0x3FF) / 1024
    if exponent == 0x1F { return fraction == 0 ? sign * .infinity : .nan }
    return sign * scaled(exponent == 0 ? fraction : 1 + fraction, max(exponent, 1) - 15)
  }

  /// 4 exponent bits and 3 fraction bits; all ones is NaN, and there is no infinity.
  private static func e4m3(_ bits: UInt8) -> Double {
    if bits & 0x7F == 0x7F { return .nan }
    let sign: Double = bits >> 7 == 0 ? 1 : -1
    let exponent = Int(bits >> 3 & 0xF)
    let fraction = Double(bits & 7) / 8
    return sign * scaled(exponent == 0 ? fraction : 1 + fraction, max(exponent, 1) - 7)
  }

  /// Eight bits whose exponent is larger by one than IEEE 754 has it; there is no infinity, and the
  /// negative zero is NaN (Noune et al., "8-bit numerical formats for deep neural networks", 2022).
  private static func withoutNegativeZero(_ bits: UInt8, fractionBits: Int) -> Double {
    if bits == 0x80 { return .nan }
    let sign: Double = bits >> 7 == 0 ? 1 : -1
    let exponent = Int(bits & 0x7F) >> fractionBits
    let fraction = Double(Int(bits) & (1 << fractionBits - 1)) / Double(1 << fractionBits)
    let bias = 1 << (6 - fractionBits)
    return sign * scaled(exponent == 0 ? fraction : 1 + fraction, max(exponent, 1) - bias)
  }

  /// A power of two; all ones is NaN.
  private static func e8m0(_ bits: UInt8) -> Double {
    bits == 0xFF ? .nan : scaled(1, Int(bits) - 127)
  }

  private static func scaled(_ value: Double, _ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: value)
  }
}
