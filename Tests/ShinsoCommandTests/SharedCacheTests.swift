import Foundation
import ShinsoTensor
import Synchronization
import TestSupport
import Testing

/// Several processes with one cache.
@Suite(.serialized) struct SharedCacheTests {
  /// What runs of the command left that ran at the same time, each told its number.
  private func atOnce(
    _ count: Int, _ run: @Sendable (Int) throws -> Workplace.Outcome
  ) throws -> [Workplace.Outcome] {
    let outcomes = Mutex<[Result<Workplace.Outcome, any Error>]>([])
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let outcome = Result { try run(index) }
      outcomes.withLock { $0.append(outcome) }
    }
    return try outcomes.withLock { $0 }.map { try $0.get() }
  }

  @Test func computeTheSameFeaturesAtATime() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures()
      let arguments = ["train", "pretrained-svm", "--data", "pictures", "--folds", "3", "-o"]
      let all = try atOnce(3) { try place.run(arguments + ["run\($0)"]) }
      #expect(all.count == 3 && all.allSatisfy { $0.code == 0 }, "\(all)")
      let models = try (0..<3).map { try place.bytes("run\($0)/model.safetensors") }
      #expect(models[0] == models[1] && models[0] == models[2])
      // What they left is good for the next one: what computes features writes them, even if they
      // are the same.
      func written() throws -> [String: Date] {
        try place.files(in: "cache/features").keys.reduce(into: [:]) { dates, name in
          let file = place.url("cache/features/\(name)").path
          let attributes = try FileManager.default.attributesOfItem(atPath: file)
          dates[name] = attributes[.modificationDate] as? Date
        }
      }
      let before = try written()
      #expect(before.count == 1)
      let next = try place.run(arguments + ["next"])
      #expect(next.code == 0, "\(next)")
      #expect(try place.bytes("next/model.safetensors") == models[0])
      #expect(try written() == before)
    }
  }

  /// By a `curl` that copies and counts.
  @Test(.requiresTestData("mnist/train-images-idx3-ubyte.gz"))
  func fetchOneEntryAtATime() throws {
    try Workplace.with { place in
      let path = try place.installCurl()
      let all = try atOnce(3) { _ in
        try place.run(["data", "get", "mnist"], environment: ["PATH": path])
      }
      #expect(all.count == 3 && all.allSatisfy { $0.code == 0 }, "\(all)")
      #expect(Set(all.map(\.output)).count == 1)
      #expect(try place.text("curl.log").split(separator: "\n").count == 4)
      let files = try place.files(in: "cache/data/mnist")
      #expect(files["train-images-idx3-ubyte"]?.count == 47_040_016)
      #expect(files["t10k-labels-idx1-ubyte"]?.count == 10_008)
      #expect(!place.exists("cache/data/.mnist.partial"))
    }
  }
}
