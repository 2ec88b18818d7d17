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
