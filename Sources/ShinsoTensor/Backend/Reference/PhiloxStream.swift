import Foundation

/// Random words by index: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2,
/// 3", SC 2011).
///
/// The Philox key is the seed, low word first. Words come in groups of 64 from 16 blocks: word i is
/// output (i / 16) mod 4 of the block whose Philox counter is 16 (i / 64) + i mod 16 in its low 64
/// bits and the key's counter in its high 64 bits.
struct PhiloxStream {
  private let seed: UInt64
  private let counter: UInt64

  init(_ key: RandomKey) {
    seed = key.seed
    counter = key.counter
  }

  func word(_ i: Int) -> UInt32 {
    let block = UInt64(16 * (i / 64) + i % 16)
    return Self.block(counter: (low: block, high: counter), key: seed)[i / 16 % 4]
  }

  /// A number in 0 ..< 1, a multiple of 2⁻²⁴.
  func uniform(_ i: Int) -> Float { Float(word(i) >> 8) * 0x1p-24 }

  /// A normally distributed number, after Box & Muller, 1958. Elements i with i mod 32 below 16 and
  /// i + 16 are a pair: the cosine and the sine of one angle, from words i and i + 16.
  func normal(_ i: Int) -> Double {
    let isSecond = i % 32 >= 16
    let first = isSecond ? i - 16 : i
    let radius = (-2 * log((Double(word(first)) + 1) * 0x1p-32)).squareRoot()
    let angle = 2 * Double.pi * Double(word(first + 16)) * 0x1p-32
    return radius * (isSecond ? sin(angle) : cos(angle))
  }

  /// Ten rounds, with the multipliers and key increments of the paper.
  static func block(counter: (low: UInt64, high: UInt64), key: UInt64) -> SIMD4<UInt32> {
    var c = SIMD4(
      UInt32(truncatingIfNeeded: counter.low), UInt32(truncatingIfNeeded: counter.low >> 32),
      UInt32(truncatingIfNeeded: counter.high), UInt32(truncatingIfNeeded: counter.high >> 32))
    var (key0, key1) = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
    for _ in 0..<10 {
      let first = c[0].multipliedFullWidth(by: 0xD251_1F53)
      let second = c[2].multipliedFullWidth(by: 0xCD9E_8D57)
      c = SIMD4(second.high ^ c[1] ^ key0, second.low, first.high ^ c[3] ^ key1, first.low)
      key0 &+= 0x9E37_79B9
      key1 &+= 0xBB67_AE85
    }
    return c
  }
}
