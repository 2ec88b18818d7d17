import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoTraining

@Suite(.serialized) struct TrainerTests: TrainerSuite {
  let folder = Self.newFolder

  @Test func learnsAndWritesItsFolder() throws {
    try withFolder {
      let trainer = self.trainer("run", 40)
      let result = try trainer.run()
      #expect(!result.wasInterrupted)
      #expect(result.iterations == 40)
      let test = try #require(result.test)
      #expect(test.samples == 30)
      #expect(try #require(test[.accuracy]) > 0.9)
      #expect(test.values.map(\.metric) == [.accuracy, .loss, .macroF1])
      let evaluation = try #require(trainer.lastEvaluation)
      #expect(evaluation.scores == test)
      #expect(evaluation.top5Accuracy == 1)
      #expect(evaluation.confusion.total == 30)
      #expect(evaluation.predictions.count == 30)
      let lines = try log("run")
      let train = lines.filter { $0["split"] as? String == "train" }
      #expect(train.map { $0["iteration"] as? Int } == (1...40).map { $0 })
      let fields = ["epoch", "loss", "accuracy", "learningRate", "seconds"]
      #expect(fields.allSatisfy { train[0][$0] is NSNumber })
      let tests = lines.filter { $0["split"] as? String == "test" }
      #expect(tests.map { $0["iteration"] as? Int } == [8, 16, 24, 32, 40])
      let file = try SafetensorsFile(folder.appending(path: "run/model.safetensors"))
      #expect(file.metadata["system"] == "stripes")
      #expect(file.names.contains("conv.weight"))
      #expect(file.shape(of: "linear.weight") == [3, 324])
      let config = try Data(contentsOf: folder.appending(path: "run/config.json"))
      #expect(try JSONDecoder().decode([String: String].self, from: config) == ["a": "b"])
    }
  }

  @Test func startsOverWithoutResume() throws {
    try withFolder {
      _ = try trainer("run", 12).run()
      let first = try bytes("run")
      let lines = try log("run").count
      _ = try trainer("run", 12).run()
      #expect(try bytes("run") == first)
      #expect(try log("run").count == lines)
    }
  }

  @Test func refusesAnOutputThatCannotBeWritten() throws {
    try withFolder {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data().write(to: folder.appending(path: "run"))
      #expect(throws: InputError.self) { try trainer("run", 2).run() }
    }
  }

  @Test func endsAfterEvaluationsWithoutProgress() throws {
    try withFolder {
      // Without learning, the first evaluation stays the best.
      let result = try trainer("run", 500, rate: 1e-12) { $0.patience = 3 }.run()
      #expect(result.end == .patience)
      let bestIteration = try #require(result.best?.iteration)
      #expect(result.iterations == bestIteration + 3 * 8)
      let best = try SafetensorsFile(folder.appending(path: "run/best.safetensors"))
      #expect(best.metadata["iterations"] == "\(bestIteration)")
      #expect(
        best.names == (try SafetensorsFile(folder.appending(path: "run/model.safetensors"))).names)
    }
  }

  @Test func addsUpGradients() throws {
    try withFolder {
      func weights(_ name: String) throws -> [Double] {
        try SafetensorsFile(folder.appending(path: "\(name)/model.safetensors"))
          .tensor(named: "linear.bias").scalars(as: Double.self)
      }
      _ = try trainer("whole", 1, adam: false, batchSize: 8, dropout: false).run()
      _ = try trainer("halves", 1, adam: false, batchSize: 4, dropout: false) {
        $0.settings.accumulation = 2
      }
      .run()
      let difference = zip(try weights("whole"), try weights("halves")).map { abs($0 - $1) }
      #expect(difference.allSatisfy { $0 < 2e-4 })
      // A resumed run goes on in the data where it was.
      _ = try trainer("long", 9, batchSize: 4) { $0.settings.accumulation = 2 }.run()
      _ = try trainer("parts", 5, batchSize: 4) { $0.settings.accumulation = 2 }.run()
      _ = try trainer("parts", 9, resume: true, batchSize: 4) { $0.settings.accumulation = 2 }.run()
      #expect(try bytes("long") == bytes("parts"))
    }
  }

  @Test func epochsCountBatches() throws {
    try withFolder {
      // Eight batches in an epoch are two updates of three batches and two thirds of a third one.
      _ = try trainer("uneven", 4) { $0.settings.accumulation = 3 }.run()
      #expect(try log("uneven").last?["epoch"] as? Double == 1.5)
    }
  }

  /// Counts down to 0, from where it cannot go on.
  private final class Countdown: Updater {
    var left = 3
    var updatesPerEpoch: Int { 2 }
    var hasConverged: Bool { left == 0 }
    var exported: [NamedTensor] { state }
    var state: [NamedTensor] { [("left", Tensor([Double(left)]))] }

    func load(_ state: [NamedTensor], from file: String) {
      left = Int(state[0].tensor.scalars(as: Double.self)[0])
    }

    func update(_ number: Int) -> Scores {
      left -= 1
      return Scores(samples: 1, [.loss: Double(left)])
    }
  }

  @Test func endsWhereTheUpdaterHasConverged() throws {
    try withFolder {
      var options = TrainerOptions(iterations: 10, output: folder.appending(path: "run"))
      let ended = try Trainer(Countdown(), options: options).run()
      #expect(ended.end == .converged && ended.iterations == 3)
      #expect(try iterations("run", "train") == [1, 2, 3])
      let model = try bytes("run")
      options.resume = true
      let again = try Trainer(Countdown(), options: options).run()
      #expect(again.end == .converged && again.iterations == 3)
      #expect(try bytes("run") == model)
    }
  }

  @Test func clipsGradients() throws {
    try withFolder {
      func change(_ name: String, _ set: (inout Setup) -> Void) throws -> [Double] {
        _ = try trainer("start", 0, adam: false, change: set).run()
        _ = try trainer(name, 1, adam: false, rate: 1, change: set).run()
        func bias(_ name: String) throws -> [Double] {
          try SafetensorsFile(folder.appending(path: "\(name)/model.safetensors"))
            .tensor(named: "linear.bias").scalars(as: Double.self)
        }
        return zip(try bias(name), try bias("start")).map { $0 - $1 }
      }
      let free = try change("free") { _ in }
      #expect(free == (try change("wide") { $0.settings.clipNorm = 1e9 }))
      #expect(free == (try change("far") { $0.settings.clipValue = 1e9 }))
      let short = try change("short") { $0.settings.clipNorm = 1e-2 }
      #expect(short.allSatisfy { abs($0) <= 1.01e-2 } && short != free)
      // The gradients of the bias are larger than that.
      let limit = 1e-3
      let cut = try change("cut") { $0.settings.clipValue = limit }
      for (cut, free) in zip(cut, free) {
        #expect(abs(cut - (free < 0 ? -limit : limit)) < 1e-6 && abs(free) > limit)
      }
    }
  }

  @Test func logsWhatLayersDo() throws {
    try withFolder {
      _ = try trainer("whole", 6) { $0.statistics = true }.run()
      let lines = try log("whole").filter { $0["split"] as? String == "layers" }
      #expect(lines.count == 6)
      let layers = try #require(lines.last?["layers"] as? [String: [String: Double]])
      let weight = try #require(layers["linear.weight"])
      #expect((weight["weight"] ?? 0) > 0 && (weight["gradient"] ?? 0) > 0)
      #expect((layers["conv"]?["activationDeviation"] ?? 0) > 0)
      // Gradients as they came: clipping does not show.
      _ = try trainer("clipped", 1) {
        $0.statistics = true
        $0.settings.clipNorm = 1e-3
      }.run()
      let clipped = try log("clipped").first { $0["layers"] != nil }
      let first = try #require(lines.first)
      #expect(clipped?["gradientNorm"] as? Double == first["gradientNorm"] as? Double)
      let norm = try #require(first["gradientNorm"] as? Double)
      let squares = try #require(first["layers"] as? [String: [String: Double]]).reduce(0.0) {
        let count = try parameterCounts()[$1.key] ?? 0
        return $0 + Double(count) * pow($1.value["gradient"] ?? 0, 2)
      }
      #expect(abs(norm - squares.squareRoot()) < 1e-4 * norm)
      // It changes nothing.
      _ = try trainer("plain", 6).run()
      #expect(try bytes("whole") == bytes("plain"))
    }
  }

  @Test func profilesTenUpdates() throws {
    try withFolder {
      _ = try trainer("run", 20) {
        $0.profile = true
        $0.evaluateEvery = .updates(2)
      }.run()
      let data = try Data(contentsOf: folder.appending(path: "run/profile.json"))
      let trace = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
      let events = try #require(trace["traceEvents"] as? [[String: Any]])
      func count(_ name: String, _ category: String) -> Int {
        events.count { $0["name"] as? String == name && $0["cat"] as? String == category }
      }
      #expect(count("conv · conv2d", "forward") == 10, "those of evaluations are left out")
      #expect(count("conv · conv2d", "backward") == 10)
      #expect(count("optimizer", "other") == 10)
      #expect(count("update (all)", "other") == 10)
    }
  }

  private func parameterCounts() throws -> [String: Int] {
    let file = try SafetensorsFile(folder.appending(path: "whole/model.safetensors"))
    return Dictionary(
      uniqueKeysWithValues: file.names.map { ($0, file.shape(of: $0)?.elementCount ?? 0) })
  }

  @Test func profilesNoMoreThanThereIs() throws {
    try withFolder {
      _ = try trainer("short", 3) { $0.profile = true }.run()
      #expect(!exists("short/profile.json"))
      _ = try trainer("few", 5) { $0.profile = true }.run()
      let trace = try JSONSerialization.jsonObject(with: bytes("few", "profile.json"))
      let events = (trace as? [String: Any])?["traceEvents"] as? [[String: Any]] ?? []
      #expect(events.count { $0["name"] as? String == "update (all)" } == 2)
    }
  }

  @Test(.enabled(if: Plot.isAvailable, "needs gnuplot"))
  func missingPicturesDoNotFailAFinishedRun() throws {
    try withFolder {
      let curves = folder.appending(path: "run/curves.png/in the way")
      let result = try trainer(
        "run", 10,
        change: { $0.options.plots = true },
        onPass: { pass in
          guard pass == 3 else { return }
          try? FileManager.default.createDirectory(at: curves, withIntermediateDirectories: true)
        }
      ).run()
      #expect(result.end == .complete)
      #expect(exists("run/model.safetensors"))
    }
  }

  @Test func plotsTheFirstAndTheLastLayersInTheNetworksOrder() {
    let few = ["b": 0, "a": 1, "conv10": 2, "conv2": 3]
    #expect(Plot.chosen(few) == ["b", "a", "conv10", "conv2"])
    let many = Dictionary(uniqueKeysWithValues: (0..<20).map { ("layer\(100 - $0)", $0) })
    #expect(
      Plot.chosen(many)
        == ((0..<6).map { "layer\(100 - $0)" } + (14..<20).map { "layer\(100 - $0)" }))
  }

  @Test func refusesAFolderInUse() throws {
    try withFolder {
      var problem: String?
      _ = try trainer(
        "run", 4,
        onPass: { pass in
          guard pass == 2 else { return }
          do { _ = try trainer("run", 4).run() } catch { problem = "\(error)" }
        }
      ).run()
      #expect(problem?.contains("another training is writing to this folder") == true)
      #expect(throws: Never.self) { try trainer("run", 4).run() }
    }
  }
}
