import Foundation
import ShinsoTensor
import Synchronization
import Testing

/// Several processes with one cache.
@Suite(.serialized) struct SharedCacheTests {
  @Test func computeTheSameFeaturesAtATime() throws {
    try Workplace.with { place in
      try place.installNetwork()
      try place.drawPictures()
      let outcomes = Mutex<[Result<Workplace.Outcome, any Error>]>([])
      DispatchQueue.concurrentPerform(iterations: 3) { index in
        let outcome = Result {
          try place.run(
            "train", "pretrained-svm", "--data", "pictures", "--folds", "3", "-o", "run\(index)")
        }
        outcomes.withLock { $0.append(outcome) }
      }
      let all = try outcomes.withLock { $0 }.map { try $0.get() }
      #expect(all.count == 3 && all.allSatisfy { $0.code == 0 }, "\(all)")
      let models = try (0..<3).map { try place.bytes("run\($0)/model.safetensors") }
      #expect(models[0] == models[1] && models[0] == models[2])
      // What they left is good for the next one, which computes nothing.
      let next = try place.run(
        "train", "pretrained-svm", "--data", "pictures", "--folds", "3", "-o", "next")
      #expect(next.code == 0 && !next.errors.contains("features:"))
      #expect(try place.bytes("next/model.safetensors") == models[0])
    }
  }
}
