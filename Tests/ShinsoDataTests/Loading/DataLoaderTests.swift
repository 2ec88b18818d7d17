import Foundation
import ShinsoData
import ShinsoTensor
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
  private func read(_ batches: Batches) throws -> [(indices: [Int], values: [Float], labels: [Int])]
  {
    var found: [(indices: [Int], values: [Float], labels: [Int])] = []
    while let batch = try batches.next() {
      found.append((batch.indices, batch.samples.scalars(), batch.labels.scalars(as: Int.self)))
    }
    return found
  }

  private func loader(_ workers: Int, _ dataset: Noise = Noise(count: 103)) -> DataLoader {
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
}
