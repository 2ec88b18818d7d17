import ShinsoTensor

/// Draws numbers with given probabilities in constant time: a slot is drawn evenly, and then either
/// its own number or its alias is taken (Walker 1977; built as by Vose, IEEE Trans. Software Eng.
/// 17, 1991).
struct AliasTable: Sendable {
  /// The probability with which a slot's own number is taken, times 2^32.
  let thresholds: [UInt32]
  let aliases: [Int32]

  /// - Parameter weights: positive, in proportion to the probabilities.
  init(_ weights: [Double]) {
    let scale = Double(weights.count) / weights.reduce(0, +)
    var shares = weights.map { $0 * scale }
    var thresholds = [UInt32](repeating: .max, count: weights.count)
    var aliases = weights.indices.map { Int32($0) }
    var small = shares.indices.filter { shares[$0] < 1 }
    var large = shares.indices.filter { shares[$0] >= 1 }
    while let poor = small.popLast() {
      guard let rich = large.popLast() else { break }
      thresholds[poor] = UInt32(shares[poor] * Double(UInt32.max))
      aliases[poor] = Int32(rich)
      shares[rich] -= 1 - shares[poor]
      if shares[rich] < 1 { small.append(rich) } else { large.append(rich) }
    }
    self.thresholds = thresholds
    self.aliases = aliases
  }
}
