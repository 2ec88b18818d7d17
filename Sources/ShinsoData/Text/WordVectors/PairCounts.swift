/// How often words and pairs of neighbors occur.
struct PairCounts {
  private var words: [Int]
  private var pairs: [UInt64: Int32] = [:]
  private var total = 0
  private let lineBreak: Int32
  /// With more pairs, the rarest are forgotten, as by the original tool: they would hardly become
  /// frequent later.
  private static let mostPairs = 1 << 25

  /// - Parameter lineBreak: the number that ends sentences.
  init(_ ids: TokenIDs, words count: Int, lineBreak: Int32) {
    words = [Int](repeating: 0, count: count)
    self.lineBreak = lineBreak
    var (last, rare) = (lineBreak, Int32(1))
    for id in ids {
      if id != lineBreak {
        words[Int(id)] += 1
        total += 1
        if last != lineBreak { pairs[Self.key(last, id), default: 0] += 1 }
      }
      last = id
      if pairs.count > Self.mostPairs {
        pairs = pairs.filter { $0.value > rare }
        rare += 1
      }
    }
  }

  static func key(_ a: Int32, _ b: Int32) -> UInt64 { UInt64(UInt32(a)) << 32 | UInt64(UInt32(b)) }

  /// How much more often a pair occurs than chance has it; 0 if it is rare.
  func score(_ a: Int32, _ b: Int32, minimumCount: Int) -> Double {
    guard a != lineBreak, b != lineBreak else { return 0 }
    let (countA, countB) = (words[Int(a)], words[Int(b)])
    guard countA >= minimumCount, countB >= minimumCount, let pair = pairs[Self.key(a, b)],
      pair > minimumCount
    else { return 0 }
    return Double(Int(pair) - minimumCount) / Double(countA) / Double(countB) * Double(total)
  }
}
