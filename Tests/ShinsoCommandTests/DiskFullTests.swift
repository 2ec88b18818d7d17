import Foundation
import ShinsoFormats
import TestSupport
import Testing

/// A disk that is full: one line says so, and nothing is half-written.
@Suite(
  .serialized,
  .enabled(if: SmallDisk.isAvailable, "this system lets a test mount no file system of its own"))
struct DiskFullTests {
  @Test func trainingStopsWithOneLineAndLosesNothing() throws {
    try Workplace.with { place in
      try place.drawDigits()
      // Room for one file of weights and momenta, but not for two.
      let disk = try #require(SmallDisk(byteCount: 5 << 20))
      let outcome = try place.run(
        "train", "lenet", "--data", "digits", "--batch-size", "16", "--iterations", "60",
        "-o", "\(disk.path)/run")
      expectError(outcome, 1, "No space left on device")
      let names = try FileManager.default.subpathsOfDirectory(atPath: disk.path)
      for name in names where name.hasSuffix(".safetensors") {
        _ = try SafetensorsFile(URL(filePath: "\(disk.path)/\(name)")).tensors()
      }
      #expect(names.contains("run/config.json"))
      #expect(names.allSatisfy { !$0.contains("/.") }, "\(names)")
    }
  }

  @Test func aFullCacheIsNoReasonToStop() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures()
      let disk = try #require(SmallDisk(byteCount: 1 << 16))
      try FileManager.default.createSymbolicLink(
        atPath: place.url("cache/features").path, withDestinationPath: disk.path)
      let outcome = try place.run(
        "train", "pretrained-svm", "--data", "pictures", "--folds", "3", "-o", "run")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.errors.contains("features are not cached"))
    }
  }

  /// Enough room when a fetch begins, none when `isTime` says so; then room again.
  private func fetch(
    _ place: Workplace, _ arguments: [String], path: String = "/nonexistent",
    fillingWhen isTime: (SmallDisk) -> Bool
  ) throws {
    let disk = try #require(SmallDisk(byteCount: 90_000_000))
    let environment = ["SHINSO_CACHE": disk.path, "PATH": path]
    var isFull = false
    let outcome = try place.run(arguments, environment: environment) {
      if !isFull, isTime(disk) {
        disk.fill()
        isFull = true
      }
      return nil
    }
    #expect(isFull)
    expectError(outcome, 1, "space left")
    #expect(!FileManager.default.fileExists(atPath: "\(disk.path)/data/mnist"))
    disk.empty()
    let again = try place.run(arguments, environment: environment)
    #expect(again.code == 0, "\(again)")
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(disk.path)/data")
    #expect(names.sorted() == [".mnist.lock", "mnist"])
    let labels = "\(disk.path)/data/mnist/train-labels-idx1-ubyte"
    #expect(try Data(contentsOf: URL(filePath: labels)).count == 60_008)
  }

  @Test(.requiresTestData("mnist/train-images-idx3-ubyte.gz"))
  func fetchingStopsWhenThereIsNoRoomForTheDownload() throws {
    try Workplace.with { place in
      let path = try place.installCurl()
      try fetch(place, ["data", "get", "mnist"], path: path) { disk in
        FileManager.default.fileExists(
          atPath: "\(disk.path)/data/.mnist.partial/downloads/train-images-idx3-ubyte.gz.part")
      }
    }
  }

  @Test(.requiresTestData("mnist/train-images-idx3-ubyte.gz"))
  func fetchingStopsWhenThereIsNoRoomForTheEntry() throws {
    let mnist = try #require(TestData.url("mnist")).path
    try Workplace.with { place in
      try fetch(place, ["data", "get", "mnist", "--from", mnist]) { disk in
        FileManager.default.fileExists(atPath: "\(disk.path)/data/.mnist.partial/new")
      }
    }
  }
}
