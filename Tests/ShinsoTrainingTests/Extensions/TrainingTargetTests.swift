import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoTraining

@Suite(.serialized) struct TrainingTargetTests: TrainerSuite {
  let folder = Self.newFolder

  private func trainer(_ name: String, resume: Bool = false) -> Trainer {
    trainer(name, 200, resume: resume) {
      $0.options.logEvery = 4
      $0.own = [TrainingTarget(.loss, 0.3)]
    }
  }

  /// At the end of the interval of the log in which it is reached, and no later when resumed.
  @Test func endsTheTraining() throws {
    try withFolder {
      let result = try trainer("run").run()
      #expect(result.end == .target)
      #expect(result.iterations < 200 && result.iterations.isMultiple(of: 4))
      let losses = try log("run").filter { $0["split"] as? String == "train" }
        .compactMap { $0["loss"] as? Double }
      #expect(losses.count == result.iterations / 4)
      #expect(losses.dropLast().allSatisfy { $0 > 0.3 } && (losses.last ?? 1) <= 0.3)
      let first = try bytes("run")
      let again = try trainer("run", resume: true).run()
      #expect(again.end == .target && again.iterations == result.iterations)
      #expect(try bytes("run") == first)
    }
  }
}
