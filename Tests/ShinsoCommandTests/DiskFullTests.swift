import Foundation
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

/// A disk that is full, by a small file system in memory, which takes root to mount.
@Suite(.serialized, .enabled(if: geteuid() == 0, "only root may mount a small file system"))
struct DiskFullTests {
  /// Runs `body` with the path of a file system of so many bytes; not at all where that is not
  /// allowed.
  private func withSmallDisk(
    _ place: Workplace, _ byteCount: Int, _ body: (String) throws -> Void
  ) throws {
    let folder = place.url("disk")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    func run(_ arguments: String...) throws -> Bool {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = arguments
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus == 0
    }
    guard try run("mount", "-t", "tmpfs", "-o", "size=\(byteCount)", "none", folder.path) else {
      print("skipped: this machine does not let a test mount a file system")
      return
    }
    defer { _ = try? run("umount", "-l", folder.path) }
    try body(folder.path)
  }

  @Test func trainingStopsWithOneLineAndLosesNothing() throws {
    try Workplace.with { place in
      try place.drawDigits()
      // Room for one file of weights and momenta, but not for two.
      try withSmallDisk(place, 5 << 20) { disk in
        let arguments = [
          "train", "lenet", "--data", "digits", "--batch-size", "16", "--iterations", "60",
        ]
        let outcome = try place.run(arguments + ["-o", "\(disk)/run"])
        expectError(outcome, 1, "No space left on device")
        let names = try FileManager.default.subpathsOfDirectory(atPath: disk)
        for name in names where name.hasSuffix(".safetensors") {
          _ = try SafetensorsFile(URL(filePath: "\(disk)/\(name)")).tensors()
        }
        #expect(names.allSatisfy { !$0.contains("/.") }, "\(names)")
      }
    }
  }

  @Test func aFullCacheIsNoReasonToStop() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures()
      try withSmallDisk(place, 1 << 16) { disk in
        try FileManager.default.createSymbolicLink(
          atPath: place.url("cache/features").path, withDestinationPath: disk)
        let outcome = try place.run(
          "train", "pretrained-svm", "--data", "pictures", "--folds", "3", "-o", "run")
        #expect(outcome.code == 0, "\(outcome)")
        #expect(outcome.errors.contains("features are not cached"))
      }
    }
  }
}
