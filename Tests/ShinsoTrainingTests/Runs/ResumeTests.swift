import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoTraining

@Suite(.serialized) struct ResumeTests: TrainerSuite {
  let folder = Self.newFolder

  @Test(arguments: [true, false]) func resumesInTheMiddleOfAnEpoch(adam: Bool) throws {
    try withFolder {
      _ = try trainer("whole", 30, adam: adam).run()
      _ = try trainer("parts", 11, adam: adam).run()
      _ = try trainer("parts", 21, resume: true, adam: adam).run()
      // Lines of a process that was killed after its checkpoint.
      let url = folder.appending(path: "parts/log.jsonl")
      let handle = try FileHandle(forWritingTo: url)
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("{\"split\":\"train\",\"iter".utf8))
      try handle.close()
      _ = try trainer("parts", 30, resume: true, adam: adam).run()
      #expect(try bytes("whole") == bytes("parts"))
      func losses(_ name: String) throws -> [Double?] {
        try log(name).filter { $0["split"] as? String == "train" }.map { $0["loss"] as? Double }
      }
      #expect(try losses("whole") == losses("parts"))
    }
  }

  @Test func goesOnFromTheCheckpointOfARunThatDied() throws {
    try withFolder {
      _ = try trainer("whole", 20).run()
      let died = folder.appending(path: "died")
      _ = try trainer("died", 10).run()
      try FileManager.default.removeItem(at: died.appending(path: "model.safetensors"))
      _ = try trainer("died", 20, resume: true).run()
      #expect(try bytes("whole") == bytes("died"))
    }
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func savesAtASignal(number: Int32) throws {
    // A shell may have had it ignored.
    let former = signal(number, SIG_DFL)
    defer { signal(number, former) }
    try withFolder {
      _ = try trainer("whole", 20).run()
      let result = try trainer(
        "parts", 20, checkpointEvery: nil,
        onPass: { pass in
          if pass == 11 { Self.raiseHere(number) }
        }
      ).run()
      #expect(result.wasInterrupted && result.signal == number)
      #expect((9...11).contains(result.iterations))
      #expect(throws: (any Error).self) { try bytes("parts") }
      #expect(try !trainer("parts", 20, resume: true).run().wasInterrupted)
      #expect(try bytes("whole") == bytes("parts"))
    }
  }

  /// As `nohup` has it.
  @Test func trainsOnAtAHangupThatIsIgnored() throws {
    let former = signal(SIGHUP, SIG_IGN)
    defer { signal(SIGHUP, former) }
    let result = try trainer(nil, 5, onPass: { if $0 == 2 { Self.raiseHere(SIGHUP) } }).run()
    #expect(result.end == .complete && result.signal == nil)
  }

  @Test func refusesACheckpointOfOtherSettings() throws {
    try withFolder {
      _ = try trainer("run", 6).run()
      let error = #expect(throws: InputError.self) {
        try trainer("run", 12, resume: true, batchSize: 4).run()
      }
      #expect(error?.problem.contains("batchSize was 8, not 4") == true)
      let file = folder.appending(path: "run/checkpoint/state.safetensors")
      try Data(try Data(contentsOf: file).dropLast(9)).write(to: file)
      let damaged = #expect(throws: InputError.self) {
        try trainer("run", 12, resume: true).run()
      }
      #expect(damaged?.subject == file.path)
    }
  }

  /// A checkpoint of the first release.
  @Test func refusesACheckpointOfAnotherVersion() throws {
    try withFolder {
      _ = try trainer("run", 6).run()
      let (state, log) = (try checkpoint("run"), try bytes("run", "log.jsonl"))
      for version in ["2", "4"] {
        try SafetensorsFile.write(
          state.tensors(), metadata: state.metadata.merging(["checkpoint": version]) { $1 },
          to: folder.appending(path: "run/checkpoint/state.safetensors"))
        let error = #expect(throws: InputError.self) { try trainer("run", 12, resume: true).run() }
        #expect(
          error?.problem
            == "has format version \(version), but this program reads 3; finish that run "
            + "with the release that started it, or start again without --resume")
        // Nothing is lost.
        #expect(try bytes("run", "log.jsonl") == log)
        #expect(try checkpoint("run").metadata["checkpoint"] == version)
      }
    }
  }

  @Test func refusesOtherData() throws {
    try withFolder {
      _ = try trainer("run", 6).run()
      let error = #expect(throws: InputError.self) {
        try trainer("run", 12, resume: true) { $0.classNames[1] = "center" }.run()
      }
      #expect(
        error?.problem
          == "is from a run on other classes: 'middle' is gone and 'center' is new; use the same data "
          + "or start again without --resume")
      #expect(throws: Never.self) { try trainer("run", 12, resume: true).run() }
    }
  }

  /// As many pictures with the same labels, but one pixel is another.
  @Test func refusesOtherPicturesOfTheSameCount() throws {
    func training(_ pixel: UInt8, resume: Bool) -> Trainer {
      RandomGenerator.shared.key = RandomKey(seed: 4, counter: 0)
      var pixels = (0..<16 * 64).map { UInt8($0 * 37 & 255) }
      pixels[500] = pixel
      let data = TensorDataset(
        Tensor(pixels, shape: [16, 1, 8, 8]), labels: (0..<16).map { $0 % 3 },
        classNames: ["a", "b", "c"], scale: 1 / 255)
      return Trainer(
        ClassificationUpdater(
          StripesNet(), SGD(learningRate: 0.01),
          train: DataLoader(data, batchSize: 4, shuffle: .seed(1)),
          test: DataLoader<TensorDataset>?.none),
        options: TrainerOptions(
          iterations: resume ? 6 : 3, output: folder.appending(path: "run"), resume: resume))
    }
    try withFolder {
      _ = try training(9, resume: false).run()
      let error = #expect(throws: InputError.self) { try training(10, resume: true).run() }
      #expect(error?.problem.hasPrefix("is from a run on other data") == true)
      #expect(try training(9, resume: true).run().iterations == 6)
    }
  }

  @Test func resumesAveragedWeightsAndAPlateau() throws {
    func change(_ setup: inout Setup) {
      setup.settings.weightAverage = 0.9
      setup.settings.plateau = PlateauSchedule(.rising, gamma: 0.5, patience: 0, cooldown: 1)
      setup.evaluateEvery = .updates(3)
    }
    try withFolder {
      _ = try trainer("whole", 40, change: change).run()
      _ = try trainer("parts", 11, change: change).run()
      _ = try trainer("parts", 22, resume: true, change: change).run()
      _ = try trainer("parts", 40, resume: true, change: change).run()
      #expect(try bytes("whole") == bytes("parts"))
      #expect(try bytes("whole", "best.safetensors") == bytes("parts", "best.safetensors"))
      for name in try checkpoint("whole").names {
        #expect(
          try checkpoint("whole").tensor(named: name).scalars(as: Double.self)
            == checkpoint("parts").tensor(named: name).scalars(as: Double.self), "\(name)")
      }
      func rates(_ name: String) throws -> [Double?] {
        try log(name).filter { $0["split"] as? String == "train" }
          .map { $0["learningRate"] as? Double }
      }
      #expect(try rates("whole") == rates("parts"))
      let plain = 0.01 * pow(1 + 0.01 * 39, -0.75)
      let last = try #require(try rates("whole").last ?? nil)
      #expect(last < 0.6 * plain, "the plateau has lowered the rate")
      for other in [nil, 0.8] as [Double?] {
        let error = #expect(throws: InputError.self) {
          try trainer("parts", 50, resume: true) {
            change(&$0)
            $0.settings.weightAverage = other
          }.run()
        }
        #expect(error?.problem.contains("weightAverage was 0.9") == true)
      }
      let error = #expect(throws: InputError.self) {
        try trainer("parts", 50, resume: true) {
          change(&$0)
          $0.settings.plateau = PlateauSchedule(.falling)
        }.run()
      }
      #expect(error?.problem.contains("plateau was rising, not falling") == true)
    }
  }

  /// What the end of a run adds to its log is not there for a run that goes on.
  @Test func anEvaluationAtTheEndLeavesNoTrace() throws {
    try withFolder {
      _ = try trainer("whole", 24).run()
      _ = try trainer("parts", 3).run()
      #expect(try iterations("parts", "test") == [3])
      #expect(exists("parts/best.safetensors"))
      _ = try trainer("parts", 11, resume: true).run()
      #expect(try iterations("parts", "test") == [8, 11])
      // Once more over its end.
      let again = try trainer("parts", 11, resume: true).run()
      #expect(again.test?.samples == 30)
      #expect(try iterations("parts", "test") == [8, 11])
      _ = try trainer("parts", 24, resume: true).run()
      #expect(try iterations("parts", "test") == [8, 16, 24])
      #expect(try bytes("whole") == bytes("parts"))
      #expect(try bytes("whole", "best.safetensors") == bytes("parts", "best.safetensors"))
      let (whole, parts) = (try checkpoint("whole").metadata, try checkpoint("parts").metadata)
      for name in ["best", "bestIteration", "countSinceBest", "lastIteration"] {
        let key = "extension/2/Evaluations/\(name)"
        #expect(whole[key] != nil && whole[key] == parts[key], "\(name)")
      }
    }
  }

  /// The line that sums up iterations is not cut short by an end that is not the end.
  @Test func linesOfTheLogAreThoseOfAnUninterruptedRun() throws {
    try withFolder {
      func change(_ setup: inout Setup) { setup.options.logEvery = 4 }
      func losses(_ name: String) throws -> [Double?] {
        try log(name).filter { $0["split"] as? String == "train" }.map { $0["loss"] as? Double }
      }
      _ = try trainer("whole", 18, change: change).run()
      _ = try trainer("parts", 7, change: change).run()
      #expect(try iterations("parts", "train") == [4, 7])
      _ = try trainer("parts", 18, resume: true, change: change).run()
      #expect(try iterations("parts", "train") == [4, 8, 12, 16, 18])
      #expect(try losses("whole") == losses("parts"))
    }
  }

  @Test func goesOnWhenTheTimeIsUp() throws {
    try withFolder {
      func change(_ setup: inout Setup) {
        setup.options.timeLimit = 0.05
        setup.evaluateEvery = .updates(1000)
      }
      let result = try trainer("run", 1_000_000, change: change).run()
      #expect(result.end == .timeLimit && result.iterations < 100_000)
      #expect(result.test?.samples == 30)
      let count = result.iterations
      #expect(try iterations("run", "test") == [count])
      let state = try checkpoint("run").metadata
      let again = try trainer("run", 1_000_000, resume: true, change: change).run()
      #expect(again.end == .timeLimit && again.iterations == count)
      #expect(again.test != nil && again.test == result.test)
      #expect(try iterations("run", "test") == [count])
      #expect(try checkpoint("run").metadata == state)
      #expect(state["extension/2/Evaluations/countSinceBest"] == "0")
      _ = try trainer("run", count + 10, resume: true) { $0.evaluateEvery = .updates(1000) }.run()
      _ = try trainer("whole", count + 10) { $0.evaluateEvery = .updates(1000) }.run()
      #expect(try iterations("run", "test") == [count + 10])
      #expect(try bytes("whole") == bytes("run"))
    }
  }

  @Test func doesNotDeleteARunThatCannotGoOn() throws {
    try withFolder {
      _ = try trainer("run", 6).run()
      let model = try bytes("run")
      try FileManager.default.removeItem(at: folder.appending(path: "run/checkpoint"))
      for name in ["model.safetensors", "log.jsonl"] {
        let error = #expect(throws: InputError.self) { try trainer("run", 6, resume: true).run() }
        #expect(error?.problem.contains("has the \(name) of a run but no checkpoint") == true)
        if name == "model.safetensors" { #expect(try bytes("run") == model) }
        try FileManager.default.removeItem(at: folder.appending(path: "run/\(name)"))
      }
      #expect(throws: Never.self) { try trainer("run", 6, resume: true).run() }
      #expect(try bytes("run") == model)
    }
  }
}
