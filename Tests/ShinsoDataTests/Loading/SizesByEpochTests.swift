import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct SizesByEpochTests {
  private func preprocessing(_ size: Int) -> ImagePreprocessing {
    ImagePreprocessing(
      width: size, height: size, shortSide: size, interpolation: .bilinear,
      normalization: ImageNormalization(mean: [0, 0, 0], standardDeviation: [1, 1, 1]))
  }

  private func withDataset(_ body: (SizesByEpoch) throws -> Void) throws {
    try ImageFixtures.withTemporaryFolder { root in
      let items = try (0..<5).map { index in
        let url = root.appending(path: "\(index).png")
        try Data(ImageFixtures.pattern(20 + index, 16, .rgb).pngBytes()).write(to: url)
        return (url: url, label: index % 2)
      }
      func transform(_ size: Int) -> ImagePipeline {
        Augmentation(.crop(shortSide: 16...16)).transform(for: preprocessing(size), ownSize: 12)
      }
      let first = ImageDataset(
        items: items, classNames: ["a", "b"], preprocessing: preprocessing(12),
        augmentation: transform(12), cacheBudget: 1 << 20)
      try body(
        SizesByEpoch(
          [first]
            + [8, 14].map { first.prepared(by: preprocessing($0), augmentation: transform($0)) }))
    }
  }

  @Test func sizesTakeTurns() throws {
    try withDataset { dataset in
      let loader = DataLoader(dataset, batchSize: 2, shuffle: .seed(1))
      for (epoch, size) in [12, 8, 14, 12, 8].enumerated() {
        let batches = loader.epoch(epoch)
        while let batch = try batches.next() {
          #expect(batch.samples.shape.dropFirst().elementsEqual([3, size, size]))
        }
      }
      #expect(dataset.sampleShape == [3, 12, 12] && dataset.bytesPerSample == 3 * 14 * 14 * 4)
    }
  }

  /// A run that goes on over other sizes would be another run.
  @Test func theSizesBelongToTheIdentity() throws {
    try withDataset { dataset in
      let two = SizesByEpoch(Array(dataset.turns.prefix(2)))
      let one = SizesByEpoch([dataset.turns[0]])
      #expect(dataset.identity != two.identity && two.identity != one.identity)
      // Earlier versions knew one size alone.
      #expect(one.identity == dataset.turns[0].identity)
    }
  }

  /// From any batch on, an epoch is what it is without the interruption, augmentation included.
  @Test func anEpochGoesOnAnywhere() throws {
    try withDataset { dataset in
      let loader = DataLoader(dataset, batchSize: 2, shuffle: .seed(7))
      for epoch in 0..<3 {
        var whole: [[Float]] = []
        let batches = loader.epoch(epoch)
        while let batch = try batches.next() { whole.append(batch.samples.scalars()) }
        #expect(Set(whole).count == 3)
        for start in 0..<3 {
          let rest = loader.epoch(epoch, startingAt: start)
          for expected in whole.dropFirst(start) {
            #expect(try rest.next()?.samples.scalars() == expected)
          }
        }
      }
    }
  }
}
