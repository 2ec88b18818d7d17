import Foundation
import ShinsoData
import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoTraining

@Suite(.serialized) struct GradientUpdaterTests: TrainerSuite {
  let folder = Self.newFolder

  /// As a recurrent network has it: each batch's loss depends on all batches before.
  private final class Memory: CarriedState {
    var value: Float = 0

    var tensors: [NamedTensor] { [("value", Tensor([value]))] }

    func load(_ tensors: [NamedTensor], from file: String) throws {
      guard let tensor = tensors.first(where: { $0.name == "value" })?.tensor else {
        throw InputError(file, "carries nothing")
      }
      value = tensor.scalars(as: Float.self)[0]
    }
  }

  private func training(
    _ name: String, _ iterations: Int, resume: Bool = false, memory: Memory? = Memory()
  ) -> Trainer {
    RandomGenerator.shared.key = RandomKey(seed: 4, counter: 0)
    let model = Linear(64, 3)
    let updater = GradientUpdater(
      model, Adam(learningRate: 0.01),
      on: DataLoader(Stripes(count: 60), batchSize: 8, shuffle: .seed(2)), carrying: memory
    ) { batch in
      let factor = 1 + (memory?.value ?? 0)
      memory?.value = 0.9 * (memory?.value ?? 0) + 0.01 * Float(batch.samples.mean().item())
      let logits = model(batch.samples.flattened(from: 1)) * Double(factor)
      return (softmaxCrossEntropy(logits, batch.labels), Scores())
    }
    return Trainer(
      updater,
      options: TrainerOptions(
        iterations: iterations, output: folder.appending(path: name), resume: resume))
  }

  @Test func whatIsCarriedGoesThroughACheckpoint() throws {
    try withFolder {
      _ = try training("whole", 20).run()
      _ = try training("parts", 5).run()
      let saved = try checkpoint("parts").tensor(named: "carried/value").scalars(as: Float.self)[0]
      #expect(saved > 0)
      _ = try training("parts", 20, resume: true).run()
      #expect(try bytes("whole") == bytes("parts"))
      _ = try training("none", 20, memory: nil).run()
      #expect(try bytes("whole") != bytes("none"), "what is carried counts")
    }
  }

  @Test func aLossAloneIsLoggedAndNothingEvaluated() throws {
    try withFolder {
      let result = try training("run", 10).run()
      #expect(result.train?.values.map(\.metric) == [.loss])
      #expect(result.test == nil && result.best == nil)
      #expect(!exists("run/best.safetensors") && exists("run/model.safetensors"))
      #expect(try iterations("run", "train") == Array(1...10) && iterations("run", "test") == [])
    }
  }

  /// The scores of all batches of an update.
  @Test func scoresAddUpOverAccumulatedBatches() throws {
    let model = Linear(64, 3)
    var seen: [Double] = []
    let updater = GradientUpdater(
      model, SGD(learningRate: 0),
      on: DataLoader(Stripes(count: 10), batchSize: 4),
      settings: UpdateSettings(accumulation: 3)
    ) { batch in
      let loss = softmaxCrossEntropy(model(batch.samples.flattened(from: 1)), batch.labels)
      seen.append(loss.item())
      return (loss, Scores(samples: batch.indices.count, [.accuracy: 0.5]))
    }
    let scores = try updater.update(0)
    #expect(seen.count == 3 && scores.samples == 10 && scores[.accuracy] == 0.5)
    let mean = (4 * seen[0] + 4 * seen[1] + 2 * seen[2]) / 10
    #expect(abs(try #require(scores[.loss]) - mean) < 1e-12)
  }

  /// The updates of a loader, whichever number is asked for next.
  @Test func batchesAreThoseOfTheNumber() throws {
    let loader = DataLoader(Stripes(count: 60), batchSize: 8, shuffle: .seed(2))
    let expected = try (0..<3).flatMap { epoch -> [[Int]] in
      let batches = loader.epoch(epoch)
      return try (0..<8).map { _ in try #require(try batches.next()).indices }
    }
    let updater = BatchUpdater(on: loader)
    for number in [0, 1, 2, 9, 3, 7, 8, 9, 9, 8, 20] {
      #expect(try updater.nextBatch(of: number).indices == expected[number], "update \(number)")
    }
    let double = BatchUpdater(on: loader, accumulation: 2)
    #expect(double.updatesPerEpoch == 4 && double.throughput.count == 16)
    for number in [0, 1, 5, 5, 4, 10] {
      for part in 0..<2 {
        #expect(
          try double.nextBatch(of: number).indices == expected[2 * number + part],
          "update \(number), batch \(part)")
      }
    }
  }

  @Test func partsOfAStateByPrefix() {
    let tensors: [NamedTensor] = [("a", .zeros([1])), ("b/c", .ones([2]))]
    let prefixed = tensors.prefixed("x/") + tensors.prefixed("y/")
    #expect(prefixed.map(\.name) == ["x/a", "x/b/c", "y/a", "y/b/c"])
    #expect(prefixed.part("y/").map(\.name) == ["a", "b/c"])
    #expect(prefixed.part("z/").isEmpty)
  }
}
