import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct CIFARTests {
  private func record(_ labels: [UInt8], _ seed: UInt8) -> [UInt8] {
    labels + (0..<3072).map { UInt8(truncatingIfNeeded: $0) &+ seed }
  }

  /// The published files of CIFAR-10, with a record or two each.
  private func writeTen(to folder: URL) throws {
    for batch in 1...5 {
      let bytes = record([UInt8(batch)], 1) + (batch == 2 ? record([9], 2) : [])
      try Data(bytes).write(to: folder.appending(path: "data_batch_\(batch).bin"))
    }
    try Data(record([3], 5)).write(to: folder.appending(path: "test_batch.bin"))
    let names = (0..<10).map { "class\($0)" }.joined(separator: "\n") + "\n\n"
    try Data(names.utf8).write(to: folder.appending(path: "batches.meta.txt"))
  }

  /// Packs the files of a folder as they are published: in one folder, compressed.
  private func archive(_ folder: URL, as name: String) throws -> URL {
    let url = folder.deletingLastPathComponent().appending(path: name)
    let tar = Process()
    tar.executableURL = URL(filePath: "/usr/bin/env")
    tar.arguments = [
      "tar", "-C", folder.deletingLastPathComponent().path, "-czf", url.path,
      folder.lastPathComponent,
    ]
    try tar.run()
    tar.waitUntilExit()
    try #require(tar.terminationStatus == 0)
    return url
  }

  private func withFolder(_ body: (URL) throws -> Void) throws {
    try ImageFixtures.withTemporaryFolder { root in
      let folder = root.appending(path: "files")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try body(folder)
    }
  }

  @Test(arguments: [false, true]) func readsTen(isPacked: Bool) throws {
    try withFolder { folder in
      try writeTen(to: folder)
      let place = isPacked ? try archive(folder, as: "cifar-10-binary.tar.gz") : folder
      let train = try CIFAR.read(place, .train)
      #expect(train.labels == [1, 2, 9, 3, 4, 5] && train.classNames[9] == "class9")
      #expect(train.sampleShape == [3, 32, 32])
      let test = try CIFAR.read(place, .test)
      #expect(test.labels == [3] && test.samples.scalars(as: UInt8.self)[..<3] == [5, 6, 7])
    }
  }

  @Test(arguments: [false, true]) func isRecognized(isPacked: Bool) throws {
    try withFolder { folder in
      #expect(!CIFAR.isThere(folder) && !CIFAR.isThere(folder.appending(path: "none")))
      try writeTen(to: folder)
      #expect(
        CIFAR.isThere(isPacked ? try archive(folder, as: "cifar-10-binary.tar.gz") : folder))
      try FileManager.default.removeItem(at: folder.appending(path: "test_batch.bin"))
      #expect(!CIFAR.isThere(folder))
      for part in ["train", "test"] {
        #expect(!CIFAR.isThere(folder))
        try Data(record([1, 78], 0)).write(to: folder.appending(path: "\(part).bin"))
      }
      #expect(CIFAR.isThere(folder))
    }
  }

  @Test func namesTheFileAtFault() throws {
    try withFolder { folder in
      func problem(_ part: CIFAR.Part) -> String? {
        #expect(throws: InputError.self) { try CIFAR.read(folder, part) }?.description
      }
      try writeTen(to: folder)
      try Data([1, 2, 3]).write(to: folder.appending(path: "test_batch.bin"))
      #expect(problem(.test)?.contains("test_batch.bin: has 3 bytes") == true)
      try FileManager.default.removeItem(at: folder.appending(path: "data_batch_4.bin"))
      #expect(problem(.train) == "\(folder.path): does not contain data_batch_4.bin")
    }
  }

  @Test(arguments: [false, true]) func readsAHundred(isPacked: Bool) throws {
    try withFolder { folder in
      func place() throws -> URL {
        isPacked ? try archive(folder, as: "cifar-100-binary.tar.gz") : folder
      }
      // Without the other part, it is still not CIFAR-10.
      try Data(record([1, 78], 0)).write(to: folder.appending(path: "test.bin"))
      #expect(try CIFAR.read(place(), .test).labels == [78])
      let error = #expect(throws: InputError.self) { try CIFAR.read(place(), .train) }
      #expect(error?.problem == "does not contain train.bin")
      try Data(record([1, 77], 0)).write(to: folder.appending(path: "train.bin"))
      let train = try CIFAR.read(place(), .train)
      #expect(train.labels == [77] && train.classNames.count == 100)
      try Data(record([1, 100], 0)).write(to: folder.appending(path: "train.bin"))
      #expect(throws: InputError.self) { try CIFAR.read(place(), .train) }
    }
  }
}
