import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct ImageDatasetTests {
  /// Workers that fill the cache and read from it at the same time, with room for some pictures.
  @Test(arguments: [0, 40_000, 1 << 30])
  func isTheSameOnAnyNumberOfThreads(cacheBudget: Int) throws {
    try ImageFixtures.withTemporaryFolder { root in
      var items: [(url: URL, label: Int)] = []
      for number in 0..<40 {
        let url = root.appending(path: "\(number).png")
        let picture = ImageFixtures.pattern(30 + number % 7, 25 + number % 5, .rgb)
        try Data(try picture.pngBytes()).write(to: url)
        items.append((url, number % 3))
      }
      func epochs(workers: Int) throws -> [Float] {
        let dataset = ImageDataset(
          items: items, classNames: ["a", "b", "c"],
          preprocessing: ImagePreprocessing(
            width: 16, height: 16, shortSide: nil, interpolation: .bilinear,
            normalization: ImageNormalization(
              mean: [0, 0, 0], standardDeviation: [1, 1, 1])),
          augmentation: ImagePipeline(
            RandomResizedCrop(width: 16, height: 16), RandomHorizontalFlip(), ColorJitter()),
          cacheBudget: cacheBudget)
        let loader = DataLoader(
          dataset, batchSize: 4, shuffle: .seed(3), dropsLast: false, workers: workers)
        var values: [Float] = []
        for epoch in 0..<3 {
          let batches = loader.epoch(epoch)
          while let batch = try batches.next() { values += batch.samples.scalars(as: Float.self) }
        }
        return values
      }
      let serial = try epochs(workers: 1)
      #expect(serial.count == 3 * 40 * 3 * 16 * 16)
      #expect(try epochs(workers: 6) == serial)
    }
  }

  /// What a run compares when it goes on: it may not depend on where the pictures lie.
  @Test func theIdentityIsOfThePicturesAndClasses() throws {
    try ImageFixtures.withTemporaryFolder { root in
      func write(_ folder: String, _ name: String, width: Int = 8) throws -> URL {
        let url = root.appending(path: "\(folder)/\(name)")
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(try ImageFixtures.pattern(width, 8, .rgb).pngBytes()).write(to: url)
        return url
      }
      func identity(
        _ urls: [URL], labels: [Int] = [0, 1], classes: [String] = ["a", "b"], side: Int = 16
      ) -> String {
        ImageDataset(
          items: zip(urls, labels).map { ($0, $1) }, classNames: classes,
          preprocessing: ImagePreprocessing(
            width: side, height: side, shortSide: nil, interpolation: .bilinear,
            normalization: ImageNormalization(mean: [0, 0, 0], standardDeviation: [1, 1, 1]))
        ).identity
      }
      let urls = [try write("here/a", "1.png"), try write("here/b", "2.png")]
      let copies = [try write("there/a", "1.png"), try write("there/b", "2.png")]
      let own = identity(urls)
      #expect(identity(copies) == own)
      let others = [
        identity(urls.reversed()), identity(urls, labels: [1, 0]),
        identity(urls, classes: ["a", "c"]),
        identity(urls, side: 17), identity([urls[0], try write("here/b", "3.png")]),
        identity([urls[0], try write("there/b", "2.png", width: 30)]),
      ]
      #expect(Set(others + [own]).count == others.count + 1)
    }
  }
}
