import Foundation
import ShinsoData
import ShinsoTensor
import Synchronization
import Testing

/// Samples whose values tell the index and what the generator gave; some may not be readable.
private struct Noise: ClassificationDataset {
  let count: Int
  var broken: Set<Int> = []
  var classNames: [String] { ["even", "odd"] }
  var sampleShape: Shape { [2] }

  func label(_ index: Int) -> Int { index % 2 }

  func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64
  ) throws {
    if broken.contains(index) { throw InputError("sample \(index)", "is damaged") }
    // Later samples are ready sooner.
    usleep(UInt32((count - index) % 7) * 50)
    target[0] = Float(index)
    target[1] = Float(generator.next() >> 44)
  }
}

@Suite struct DataLoaderTests {
  private func read(
    _ batches: Batches<LabeledBatch>
  ) throws -> [(indices: [Int], values: [Float], labels: [Int])] {
    var found: [(indices: [Int], values: [Float], labels: [Int])] = []
    while let batch = try batches.next() {
      found.append((batch.indices, batch.samples.scalars(), batch.labels.scalars(as: Int.self)))
    }
    return found
  }

  private func loader(_ workers: Int, _ dataset: Noise = Noise(count: 103)) -> DataLoader<Noise> {
    DataLoader(dataset, batchSize: 10, shuffle: .seed(7), dropsLast: false, workers: workers)
  }

  @Test(arguments: [2, 3, 8]) func isTheSameOnAnyNumberOfThreads(workers: Int) throws {
    let serial = try read(loader(1).epoch(3))
    let parallel = try read(loader(workers).epoch(3))
    #expect(serial.count == 11)
    #expect(serial.elementsEqual(parallel) { $0 == $1 })
  }

  @Test func everySampleComesOnceWithItsLabel() throws {
    let batches = try read(loader(2).epoch(0))
    #expect(batches.flatMap(\.indices).sorted() == Array(0..<103))
    for batch in batches {
      #expect(batch.labels == batch.indices.map { $0 % 2 })
      #expect(
        stride(from: 0, to: batch.values.count, by: 2).map { Int(batch.values[$0]) }
          == batch.indices)
    }
  }

  @Test func epochsAndSeedsDiffer() throws {
    let first = try read(loader(2).epoch(0)).flatMap(\.indices)
    #expect(try read(loader(2).epoch(1)).flatMap(\.indices) != first)
    let other = DataLoader(Noise(count: 103), batchSize: 10, shuffle: .seed(8))
    #expect(try read(other.epoch(0)).flatMap(\.indices) != first)
  }

  @Test func startsInTheMiddle() throws {
    let whole = try read(loader(2).epoch(5))
    let rest = try read(loader(2).epoch(5, startingAt: 4))
    #expect(whole[4...].elementsEqual(rest) { $0 == $1 })
    #expect(try read(loader(2).epoch(5, startingAt: 11)).isEmpty)
  }

  @Test func keepsTheOrderWithoutShuffleAndDropsTheLast() throws {
    let loader = DataLoader(Noise(count: 25), batchSize: 10, dropsLast: true)
    #expect(loader.batchesPerEpoch == 2)
    #expect(try read(loader.epoch(1)).flatMap(\.indices) == Array(0..<20))
  }

  @Test func reportsTheFirstErrorInOrder() throws {
    let dataset = Noise(count: 100, broken: [35, 71])
    let loader = DataLoader(
      dataset, batchSize: 10, shuffle: .none, dropsLast: false, workers: 4)
    let batches = loader.epoch(0)
    for _ in 0..<3 { #expect(try batches.next() != nil) }
    #expect(throws: InputError("sample 35", "is damaged")) { try batches.next() }
    #expect(try batches.next() == nil)
  }

  @Test func namesTheFileThatCannotBeDecoded() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "shinso-\(UUID().uuidString).jpg")
    try Data("no picture".utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let dataset = ImageDataset(
      items: [(url, 0)], classNames: ["a"],
      preprocessing: ImagePreprocessing(
        width: 4, height: 4, shortSide: nil, interpolation: .bilinear,
        normalization: ImageNormalization(mean: [0], standardDeviation: [1])))
    let error = #expect(throws: InputError.self) {
      try DataLoader(dataset, batchSize: 1).epoch(0).next()
    }
    #expect(error?.subject == url.path)
  }

  @Test func scalesBytesAndTakesSubsets() throws {
    let samples = Tensor([UInt8](0..<12), shape: [4, 3])
    let dataset = TensorDataset(
      samples, labels: [0, 1, 0, 1], classNames: ["a", "b"], scale: 0.5)
    let subset = Subset(dataset, indices: [3, 1])
    let batch = try #require(try DataLoader(subset, batchSize: 2).epoch(0).next())
    #expect(batch.samples.shape == [2, 3])
    #expect(batch.samples.scalars() == [4.5, 5, 5.5, 1.5, 2, 2.5] as [Float])
    #expect(batch.labels.scalars(as: Int.self) == [1, 1])
  }

  /// A sample that comes again in an epoch is changed in another way, whatever batch it is in.
  @Test func balancedRepeatsDiffer() throws {
    // Of class 0 there is one sample.
    let dataset = Subset(Noise(count: 20), indices: [0] + (0..<9).map { 2 * $0 + 1 })
    func epoch(_ number: Int, startingAt first: Int = 0, workers: Int = 3) throws
      -> [(indices: [Int], values: [Float], labels: [Int])]
    {
      try read(
        DataLoader(
          dataset, batchSize: 3, shuffle: .balanced(seed: 5), dropsLast: false, workers: workers
        ).epoch(number, startingAt: first))
    }
    let batches = try epoch(0)
    let noise = batches.flatMap { batch in
      batch.indices.enumerated().filter { $1 == 0 }.map { batch.values[2 * $0.offset + 1] }
    }
    #expect(noise.count == 5 && Set(noise).count == 5)
    #expect(try epoch(0, workers: 1).elementsEqual(batches) { $0 == $1 })
    #expect(try epoch(0, startingAt: 2).elementsEqual(batches[2...]) { $0 == $1 })
    #expect(try epoch(1).first?.values != batches.first?.values)
  }

  /// Of ten samples one is of a class of its own; every other one in an epoch is.
  @Test func balancesClasses() throws {
    let samples = TensorDataset(
      Tensor((0..<10).map(Float.init), shape: [10, 1]), labels: [1] + Array(repeating: 0, count: 9),
      classNames: ["often", "once", "never"])
    func epoch(_ number: Int) throws -> [Int] {
      let loader = DataLoader(samples, batchSize: 4, shuffle: .balanced(seed: 5))
      return try read(loader.epoch(number)).flatMap(\.indices)
    }
    let first = try epoch(0)
    #expect(first.count == 10 && first.count { $0 == 0 } == 5)
    #expect(Set(first.filter { $0 != 0 }).count == 5)
    #expect(try epoch(0) == first && epoch(1) != first)
  }

  // MARK: Ranks

  /// Several processes share an epoch: together they see what one alone would see, as it would.
  @Test(arguments: [Shuffle.none, .seed(7), .balanced(seed: 7)])
  func ranksPartitionAnEpoch(shuffle: Shuffle) throws {
    func samples(_ rank: Int, of ranks: Int) throws -> [[Float]] {
      let loader = DataLoader(
        Noise(count: 24), batchSize: 4, shuffle: shuffle, rank: rank, of: ranks)
      let batches = try read(loader.epoch(2))
      #expect(batches.count == loader.batchesPerEpoch && batches.count == 6 / ranks)
      return batches.flatMap { batch in
        batch.indices.indices.map { Array(batch.values[2 * $0..<2 * $0 + 2]) }
      }
    }
    let whole = try samples(0, of: 1)
    for ranks in [2, 3] {
      let parts = try (0..<ranks).map { try samples($0, of: ranks) }
      for (rank, part) in parts.enumerated() {
        // In turn, so that an update of all sees the samples that one of a single process sees.
        let own = whole.indices.filter { $0 % ranks == rank }.map { whole[$0] }
        #expect(part == own, "\(rank) of \(ranks)")
      }
    }
  }

  /// Every rank makes as many updates, or one would wait for the others for ever.
  @Test func ranksHaveAsManySamples() throws {
    for dropsLast in [false, true] {
      let loaders = (0..<3).map {
        DataLoader(
          Noise(count: 10), batchSize: 2, shuffle: .seed(7), dropsLast: dropsLast, rank: $0, of: 3)
      }
      #expect(loaders.map(\.samplesPerEpoch) == [4, 4, 4])
      #expect(loaders.map(\.batchesPerEpoch) == [2, 2, 2])
      let indices = try loaders.map { try read($0.epoch(1)).flatMap(\.indices) }
      #expect(indices.map(\.count) == [4, 4, 4])
      #expect(Set(indices.joined()) == Set(0..<10), "two come twice, none is left out")
    }
    let one = DataLoader(Noise(count: 10), batchSize: 2)
    #expect(one.identity["ranks"] == "1")
    #expect(
      one.identity != DataLoader(Noise(count: 10), batchSize: 2, rank: 0, of: 2).identity,
      "a run does not go on with another number of ranks")
  }

  // MARK: What is made ahead

  /// Batches that are numbers, of any size that one likes to claim.
  private struct Numbers: Dataset {
    let count = 1000
    let bytesPerSample: Int
    let identity = "numbers"
    let made = Made()

    final class Made: Sendable {
      let count = Atomic(0)
    }

    func batch(_ draws: [Draw]) -> [Int] {
      made.count.add(1, ordering: .relaxed)
      return draws.map(\.index)
    }
  }

  @Test(arguments: [
    // Bytes of a sample, the limit, batches that may be ready.
    (1000, 30_000, 3), (1000, 39_999, 3), (1_000_000, 10, 1), (1, 1 << 30, 10),
  ])
  func isBoundedInBytes(bytes: Int, limit: Int, ahead: Int) throws {
    let dataset = Numbers(bytesPerSample: bytes)
    let batches = DataLoader(
      dataset, batchSize: 10, shuffle: .none, dropsLast: false, workers: 8, aheadLimit: limit
    ).epoch(0)
    func made(_ expected: Int) -> Int {
      let made = { dataset.made.count.load(ordering: .relaxed) }
      for _ in 0..<2000 where made() < expected { usleep(1000) }
      usleep(20_000)
      return made()
    }
    #expect(made(ahead) == ahead)
    #expect(try batches.next() == Array(0..<10))
    #expect(made(ahead + 1) == ahead + 1)
    for number in 1..<100 { #expect(try batches.next()?.first == 10 * number) }
    #expect(try batches.next() == nil)
  }
}
