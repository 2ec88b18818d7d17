// The standard library's versions of these may change between releases, but the order of the data
// in a resumed run must not.
extension RandomNumberGenerator {
  /// A number in `0..<bound`, each equally likely (Lemire, "Fast random integer generation in an
  /// interval", 2019). `bound` must be positive.
  @inlinable package mutating func index(below bound: Int) -> Int {
    precondition(bound > 0, "index(below:) needs a positive bound, got \(bound)")
    let bound = UInt64(bound)
    let threshold = (0 &- bound) % bound
    while true {
      let product = next().multipliedFullWidth(by: bound)
      if product.low >= threshold { return Int(product.high) }
    }
  }

  /// A number in `0..<1` with 53 random bits.
  @inlinable package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

extension Array {
  /// Shuffles the elements in an order that depends only on `generator` (Fisher-Yates).
  @inlinable package mutating func seededShuffle(using generator: inout some RandomNumberGenerator)
  {
    for last in indices.dropFirst().reversed() {
      swapAt(last, generator.index(below: last + 1))
    }
  }
}
