import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoTraining

@Suite(.serialized) struct DivergenceTests: TrainerSuite {
  let folder = Self.newFolder

  @Test func stopsWhereTheLossIsNoNumber() throws {
    let error = #expect(throws: InputError.self) {
      try trainer(nil, 30, rate: 1e30).run()
    }
    #expect(error?.problem.contains("iteration") == true)
  }

  @Test func namesTheLayerThatIsNoLongerFinite() throws {
    let error = #expect(throws: InputError.self) {
      try trainer(nil, 30, adam: false, rate: 1e30).run()
    }
    let problem = error?.problem ?? ""
    #expect(problem.contains("iteration 2: the output of linear is not finite"), "\(problem)")
  }

  /// Where rates are compared, that is a result; resumed, it is the same again.
  @Test func mayEndATraining() throws {
    try withFolder {
      func end(_ name: String, resume: Bool = false) throws -> TrainingResult {
        try trainer(name, 30, resume: resume, adam: false, rate: 1e30) {
          $0.options.mayDiverge = true
        }.run()
      }
      let result = try end("run")
      #expect(result.end == .diverged && result.iterations == 1)
      let first = try bytes("run")
      let again = try end("run", resume: true)
      #expect(again.end == .diverged && again.iterations == 1)
      #expect(try bytes("run") == first)
    }
  }

  /// Dropout draws once more what it drew.
  @Test func repeatsThePassThatFailed() throws {
    var keys: [RandomKey] = []
    #expect(throws: InputError.self) {
      try trainer(
        nil, 30, adam: false, rate: 1e30, onPass: { _ in keys.append(RandomGenerator.shared.key) }
      ).run()
    }
    #expect(keys.count == 3 && keys[0] != keys[1] && keys[1] == keys[2])
  }

  /// Weights that were ruined by a step are never saved, even if a checkpoint is due after it.
  @Test func goesOnFromTheLastGoodCheckpointWithASmallerRate() throws {
    try withFolder {
      _ = try trainer("whole", 20, adam: false).run()
      _ = try trainer("run", 10, adam: false).run()
      let error = #expect(throws: InputError.self) {
        try trainer("run", 20, resume: true, adam: false, checkpointEvery: 1, rate: 1e30).run()
      }
      let problem = error?.problem ?? ""
      #expect(problem.contains("at iteration 12: the output of linear is not finite"), "\(problem)")
      #expect(problem.contains("(iteration 10 is saved)"), "\(problem)")
      #expect(try checkpoint("run").metadata["iteration"] == "10")
      _ = try trainer("run", 20, resume: true, adam: false).run()
      #expect(try bytes("whole") == bytes("run"))
    }
  }

  /// Nothing was lost: the run had no checkpoint yet.
  @Test func startsAnewWhereThereWasNoGoodCheckpoint() throws {
    try withFolder {
      _ = try trainer("whole", 6, adam: false).run()
      #expect(throws: InputError.self) {
        try trainer("run", 6, adam: false, checkpointEvery: 1, rate: 1e30).run()
      }
      #expect(!exists("run/checkpoint/state.safetensors") && exists("run/log.jsonl"))
      _ = try trainer("run", 6, resume: true, adam: false).run()
      #expect(try bytes("whole") == bytes("run"))
    }
  }

  /// The root's gradient is infinite at 0, where the pass forward is fine.
  @Test func namesTheParameterWhoseGradientIsNotFinite() throws {
    try withFolder {
      let net = RootNet()
      let weights: () -> [Float] = { net.linear.weight.detached.scalars() }
      var passes = 0
      var before: [Float] = []
      net.onPass = {
        passes += 1
        guard passes == 4 else { return }
        net.offset.assign(.zeros([]))
        before = weights()
      }
      let error = #expect(throws: InputError.self) {
        try self.trainer(net, "run", 10) { $0.options.checkpointEvery = 1 }.run()
      }
      let problem = error?.problem ?? ""
      #expect(
        problem.contains("a gradient is not finite at iteration 4: that of offset"), "\(problem)")
      #expect(weights() == before, "no update is made")
      let saved = try checkpoint("run").metadata["iteration"]
      #expect(saved == "2")
    }
  }

  @Test func looksIntoTuples() {
    let net = TupleNet()
    func source(_ x: Tensor) -> String? { NonFinite.source(in: net, x) { _ = net(x) } }
    #expect(source(.ones([1, 8, 8])) == "the output of part is not finite")
    #expect(source(.full(.nan, shape: [1, 8, 8])) == "the input is not finite")
    net.part.factor = 1
    #expect(source(.ones([1, 8, 8])) == nil)
    // The tensors of a batch, whatever it is.
    struct Pair {
      let name = "pair"
      let sentences: [Tensor]
      let length: Tensor?
    }
    let pairs = [
      Pair(sentences: [.ones([1, 8, 8]), .full(.infinity, shape: [2])], length: nil),
      Pair(sentences: [.ones([1, 8, 8])], length: .full(.nan, shape: [])),
    ]
    for pair in pairs {
      #expect(NonFinite.source(in: net, pair) {} == "the input is not finite")
    }
  }

  /// A network that computes well in training and not in evaluation.
  @Test func aTestLossThatIsNotFiniteIsNoProgress() throws {
    try withFolder {
      let net = RootNet()
      net.isBrokenInEvaluation = true
      let trainer = self.trainer(net, "run", 40) {
        $0.evaluateEvery = .updates(2)
        $0.patience = 3
        $0.settings.plateau = PlateauSchedule(gamma: 0.5, patience: 1)
      }
      let result = try trainer.run()
      #expect(result.end == .patience && result.iterations == 6 && result.best == nil)
      #expect(!exists("run/best.safetensors") && exists("run/model.safetensors"))
      let test = try #require(trainer.lastEvaluation)
      #expect(result.test?.json == test.scores.json && result.test?.areFinite == false)
      #expect(test.loss.isNaN && test.accuracy == 0 && test.top5Accuracy == 0)
      #expect(test.predictions.allSatisfy { $0 == nil } && test.confusion.total == 30)
      let rates = try log("run").compactMap { $0["learningRate"] as? Double }
      #expect(rates == [0.01, 0.01, 0.01, 0.01, 0.005, 0.005])
    }
  }

  private func trainer(
    _ net: RootNet, _ name: String, _ iterations: Int, _ change: (inout Setup) -> Void
  ) -> Trainer {
    var setup = Setup(
      options: TrainerOptions(iterations: iterations, output: folder.appending(path: name)))
    change(&setup)
    return setup.trainer(
      ClassificationUpdater(
        net, SGD(learningRate: 0.01),
        train: DataLoader(Stripes(count: 60), batchSize: 8, shuffle: .seed(2)),
        test: DataLoader(Stripes(count: 30), batchSize: 16), settings: setup.settings))
  }
}

private final class RootNet: Module, Layer {
  let linear = Linear(64, 3)
  let offset = Parameter(.ones([]))
  var onPass: () -> Void = {}
  var isBrokenInEvaluation = false

  func forward(_ x: Tensor) -> Tensor {
    onPass()
    let y = linear(x.flattened(from: 1)) + offset.tensor.sqrt()
    return isTraining || !isBrokenInEvaluation ? y : y * Double.nan
  }
}

/// Its state is broken, not its output.
private final class TuplePart: Module {
  var factor = Double.infinity

  func callAsFunction(_ x: Tensor) -> (output: Tensor, state: [Tensor]) {
    call { (x, [x * factor]) }
  }
}

private final class TupleNet: Module, Layer {
  let part = TuplePart()
  let linear = Linear(64, 3)

  func forward(_ x: Tensor) -> Tensor {
    let (output, state) = part(x)
    return linear((output + state[0]).flattened(from: 1))
  }
}
