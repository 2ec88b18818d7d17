/// Sizes of blocks: similar requests share one. Eight steps for each power of two, at least 64 bytes
/// apart.
enum SizeClass {
  /// Up to the largest power of two that memory can have.
  static let count = 8 * 54

  /// The smallest size that is at least `byteCount`.
  static func size(for byteCount: Int) -> Int {
    guard byteCount > 512 else { return max(64, (byteCount + 63) & ~63) }
    let step = 1 << (power(of: byteCount) - 4)
    return (byteCount + step - 1) & ~(step - 1)
  }

  /// The place of a size in the order of all.
  static func index(of size: Int) -> Int {
    guard size > 512 else { return size / 64 - 1 }
    let power = power(of: size)
    return 8 * (power - 9) + (size - 1 << (power - 1)) >> (power - 4) - 1
  }

  static func size(at index: Int) -> Int {
    guard index >= 8 else { return 64 * (index + 1) }
    let power = index / 8 + 9
    return 1 << (power - 1) + (index % 8 + 1) << (power - 4)
  }

  /// The smallest power of two that is at least `size` has this exponent.
  private static func power(of size: Int) -> Int { Int.bitWidth - (size - 1).leadingZeroBitCount }
}
