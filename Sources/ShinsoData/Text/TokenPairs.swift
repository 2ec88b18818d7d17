import ShinsoFormats
import ShinsoTensor

/// Pairs of token sequences as samples. Shuffled, they come in batches of like lengths: pools of 64
/// batches are sorted by both lengths and cut into batches, whose order is then random (after
/// Bahdanau et al. 2015, appendix B.2, who took pools of 20).
public struct TokenPairs: Dataset {
  private static let poolSize = 64

  public let sources: [[Int32]]
  public let targets: [[Int32]]
  private let begin: Int32
  private let end: Int32

  /// - Parameters:
  ///   - sources: at least one token each; `targets` are as many.
  ///   - begin: the token before each target, and `end` the one after it.
  public init(sources: [[Int32]], targets: [[Int32]], begin: Int32, end: Int32) {
    precondition(
      sources.count == targets.count && sources.allSatisfy { !$0.isEmpty },
      "TokenPairs: \(sources.count) sources, \(targets.count) targets")
    self.sources = sources
    self.targets = targets
    self.begin = begin
    self.end = end
  }

  public var count: Int { sources.count }

  /// A digest of all tokens.
  public var identity: String {
    var digest = SHA256()
    for side in [sources, targets] {
      for tokens in side {
        digest.update("\(tokens.count)\0")
        tokens.withUnsafeBytes { digest.update($0) }
      }
    }
    return digest.hex()
  }

  public var bytesPerSample: Int {
    let longest = { (side: [[Int32]]) in side.map(\.count).max() ?? 0 }
    return (longest(sources) + 2 * longest(targets) + 3) * MemoryLayout<Int64>.stride
  }

  public func batch(_ draws: [Draw]) throws -> TokenPairBatch {
    let chosen = draws.map(\.index)
    func padded(_ side: [[Int32]], _ filler: Int64) -> (values: [Int64], steps: Int) {
      let steps = side.map(\.count).max() ?? 0
      let values = (0..<steps).flatMap { step in
        side.map { step < $0.count ? Int64($0[step]) : filler }
      }
      return (values, steps)
    }
    let own = chosen.map { sources[$0] }
    let source = padded(own, Int64(end))
    let target = padded(chosen.map { [begin] + targets[$0] }, Int64(end))
    let label = padded(chosen.map { targets[$0] + [end] }, -1)
    return TokenPairBatch(
      sources: Tensor(source.values, shape: [source.steps, own.count]),
      lengths: Tensor(own.map { Int64($0.count) }),
      targets: Tensor(target.values, shape: [target.steps, own.count]),
      labels: Tensor(label.values), labelCount: chosen.reduce(0) { $0 + targets[$1].count + 1 })
  }

  public func arranged(
    _ order: [Int], inBatchesOf count: Int, using generator: inout SplitMix64
  ) -> [Int] {
    var batches: [ArraySlice<Int>] = []
    for start in stride(from: 0, to: order.count, by: count * Self.poolSize) {
      let pool = order[start..<min(start + count * Self.poolSize, order.count)]
      // The place in the shuffled order decides between equal lengths.
      let sorted = pool.enumerated().sorted { a, b in
        (sources[a.element].count, targets[a.element].count, a.offset)
          < (sources[b.element].count, targets[b.element].count, b.offset)
      }.map(\.element)
      batches += stride(from: 0, to: sorted.count, by: count).map {
        sorted[$0..<min($0 + count, sorted.count)]
      }
    }
    // The one that is not full stays last, where the loader expects it.
    let rest = batches.last.flatMap { $0.count < count ? batches.popLast() : nil }
    batches.seededShuffle(using: &generator)
    return batches.flatMap(\.self) + (rest ?? [])
  }
}
