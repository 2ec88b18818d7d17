import ShinsoData
import ShinsoTensor
import Testing

@Suite struct TokenPairsTests {
  /// Source i has i % 9 + 1 tokens, all of them i; targets are a little longer or shorter.
  private func pairs(_ count: Int) -> TokenPairs {
    TokenPairs(
      sources: (0..<count).map { Array(repeating: Int32($0), count: $0 % 9 + 1) },
      targets: (0..<count).map { Array(repeating: Int32($0), count: $0 * 7 % 5 + $0 % 9) },
      begin: 1, end: 2)
  }

  @Test func padsBothSides() throws {
    let pairs = TokenPairs(sources: [[5], [6, 7]], targets: [[8, 9], []], begin: 1, end: 2)
    let batch = try pairs.batch(
      [1, 0].map { Draw(index: $0, generator: SplitMix64(seed: 0)) })
    #expect(batch.sources.shape == [2, 2] && batch.targets.shape == [3, 2])
    #expect(batch.sources.scalars(as: Int.self) == [6, 5, 7, 2])
    #expect(batch.lengths.scalars(as: Int.self) == [2, 1])
    #expect(batch.targets.scalars(as: Int.self) == [1, 1, 2, 8, 2, 9])
    #expect(batch.labels.scalars(as: Int.self) == [2, 8, -1, 9, -1, 2])
    #expect(batch.labelCount == 4)
  }

  private func epoch(
    _ loader: DataLoader<TokenPairs>, _ number: Int, from start: Int = 0
  ) throws -> [[Int]] {
    let batches = loader.epoch(number, startingAt: start)
    var found: [[Int]] = []
    while let batch = try batches.next() {
      let width = batch.lengths.elementCount
      found.append(Array(batch.sources.scalars(as: Int.self).prefix(width)))
    }
    return found
  }

  @Test func batchesHaveLikeLengthsInRandomOrder() throws {
    let loader = DataLoader(pairs(1000), batchSize: 16, shuffle: .seed(3))
    let batches = try epoch(loader, 0)
    #expect(batches.flatMap(\.self).sorted() == Array(0..<1000))
    #expect(batches.dropLast().allSatisfy { $0.count == 16 } && batches.last?.count == 8)
    let spreads = batches.map { batch in
      let lengths = batch.map { $0 % 9 + 1 }
      return (lengths.max() ?? 0) - (lengths.min() ?? 0)
    }
    // Of 63 batches, few hold the end of one length and the beginning of the next.
    #expect(spreads.count { $0 > 0 } <= 9 && spreads.allSatisfy { $0 <= 1 })
    let lengths = batches.map { $0[0] % 9 + 1 }
    #expect(lengths != lengths.sorted())
  }

  @Test func batchesDependOnSeedAndEpochAlone() throws {
    let loader = DataLoader(pairs(300), batchSize: 16, shuffle: .seed(3))
    let again = DataLoader(pairs(300), batchSize: 16, shuffle: .seed(3))
    #expect(try epoch(loader, 4) == epoch(again, 4))
    #expect(try epoch(loader, 4) != epoch(loader, 5))
    #expect(try Array(epoch(loader, 4).dropFirst(7)) == epoch(loader, 4, from: 7))
  }

  /// Ranks get batches of the same lengths, each sample once.
  @Test func ranksShareAnEpoch() throws {
    let ranks = try (0..<2).map { rank in
      try epoch(
        DataLoader(pairs(320), batchSize: 16, shuffle: .seed(3), rank: rank, of: 2), 0)
    }
    #expect((ranks[0] + ranks[1]).flatMap(\.self).sorted() == Array(0..<320))
    for (a, b) in zip(ranks[0], ranks[1]) {
      #expect(abs(a[0] % 9 - b[0] % 9) <= 1)
    }
  }

  @Test func identityTellsPairsApart() {
    let one = TokenPairs(sources: [[1, 2], [3]], targets: [[4], [5]], begin: 1, end: 2)
    let other = TokenPairs(sources: [[1], [2, 3]], targets: [[4], [5]], begin: 1, end: 2)
    #expect(one.identity != other.identity)
  }
}
