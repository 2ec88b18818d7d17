import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct CIFARTests {
  private func record(_ labels: [UInt8], _ seed: UInt8) -> [UInt8] {
    labels + (0..<3072).map { UInt8(truncatingIfNeeded: $0) &+ seed }
  }

  @Test func readsTen() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      for batch in 1...2 {
        let bytes = record([UInt8(batch)], 1) + record([9], 2)
        try Data(bytes).write(to: folder.appending(path: "data_batch_\(batch).bin"))
      }
      try Data(record([3], 5)).write(to: folder.appending(path: "test_batch.bin"))
      let names = (0..<10).map { "class\($0)" }.joined(separator: "\n") + "\n\n"
      try Data(names.utf8).write(to: folder.appending(path: "batches.meta.txt"))
      let train = try CIFAR.read(folder, .train)
      #expect(train.labels == [1, 9, 2, 9] && train.classNames[9] == "class9")
      #expect(train.sampleShape == [3, 32, 32])
      let test = try CIFAR.read(folder, .test)
      #expect(test.labels == [3] && test.samples.scalars(as: UInt8.self)[..<3] == [5, 6, 7])
      try Data([1, 2, 3]).write(to: folder.appending(path: "test_batch.bin"))
      #expect(throws: InputError.self) { try CIFAR.read(folder, .test) }
    }
  }

  @Test func readsAHundred() throws {
    try ImageFixtures.withTemporaryFolder { folder in
      try Data(record([1, 77], 0)).write(to: folder.appending(path: "train.bin"))
      let train = try CIFAR.read(folder, .train)
      #expect(train.labels == [77] && train.classNames.count == 100)
      try Data(record([1, 100], 0)).write(to: folder.appending(path: "train.bin"))
      #expect(throws: InputError.self) { try CIFAR.read(folder, .train) }
      #expect(throws: InputError.self) { try CIFAR.read(folder, .test) }
    }
  }
}
