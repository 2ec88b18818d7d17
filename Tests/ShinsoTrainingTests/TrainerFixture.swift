import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoTraining

final class StripesNet: Module, Layer {
  let conv = Conv2d(1, 9, kernelSize: 3)
  let norm = BatchNorm2d(9)
  let dropout = Dropout(0.3)
  let linear = Linear(9 * 6 * 6, 3)
  /// Called before every pass, for tests that interrupt.
  var onPass: () -> Void = {}

  func forward(_ x: Tensor) -> Tensor {
    onPass()
    return linear(dropout(norm(conv(x))).flattened(from: 1))
  }
}

/// Three kinds of noisy 8 x 8 pictures: a bright stripe in another third.
struct Stripes: ClassificationDataset {
  let count: Int
  var classNames = ["left", "middle", "right"]
  var sampleShape: Shape { [1, 8, 8] }
  func label(_ index: Int) -> Int { index % 3 }

  func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64
  ) {
    for i in target.indices {
      let noise = Float(generator.next() >> 40) * 0x1p-24
      target[i] = noise + (i % 8 / 3 == label(index) ? 1 : 0)
    }
  }
}

/// What a test may change of a training.
struct Setup {
  var options: TrainerOptions
  var settings = UpdateSettings()
  var evaluateEvery = Trigger.everyEpoch
  var patience: Int?
  var statistics = false
  var profile = false
  /// Extensions of the test's own, after the evaluations.
  var own: [any TrainerExtension] = []
  var classNames = ["left", "middle", "right"]

  /// With the extensions that were asked for, in the order in which a run of a system has them.
  func trainer<Data: Dataset>(_ updater: GradientUpdater<Data>) -> Trainer {
    var extensions: [any TrainerExtension] = [Evaluations(every: evaluateEvery)]
    if let patience { extensions.append(Patience(patience)) }
    extensions += own
    if statistics { extensions.append(Statistics(updater, every: options.logInterval)) }
    if profile { extensions.append(Profile()) }
    if options.plots { extensions.append(Curves()) }
    return Trainer(updater, options: options, extensions: extensions)
  }
}

extension Trainer {
  /// The last evaluation with its guesses and confusion matrix.
  var lastEvaluation: Evaluation? {
    (updater as? ClassificationUpdater<Stripes>)?.lastEvaluation
  }
}

/// A suite with a folder for runs and a small training with everything that a run has to remember.
protocol TrainerSuite {
  var folder: URL { get }
}

extension TrainerSuite {
  static var newFolder: URL {
    FileManager.default.temporaryDirectory.appending(path: "shinso-trainer-\(UUID().uuidString)")
  }

  func trainer(
    _ name: String?, _ iterations: Int, resume: Bool = false, adam: Bool = true,
    batchSize: Int = 8, checkpointEvery: Int? = 5, rate: Double = 0.01,
    dropout: Bool = true, change: (inout Setup) -> Void = { _ in },
    onPass: ((Int) -> Void)? = nil
  ) -> Trainer {
    RandomGenerator.shared.key = RandomKey(seed: 4, counter: 0)
    let net = StripesNet()
    if !dropout { net.dropout.mode = .evaluation }
    var passes = 0
    if let onPass {
      net.onPass = {
        passes += 1
        onPass(passes)
      }
    }
    var setup = Setup(
      options: TrainerOptions(
        iterations: iterations, output: name.map { folder.appending(path: $0) }, resume: resume,
        seed: 4, checkpointEvery: checkpointEvery, title: "stripes",
        resumeCommand: "again --resume", config: Data("{\"a\":\"b\"}".utf8),
        metadata: ["system": "stripes"]),
      settings: UpdateSettings(schedule: .inverse(gamma: 0.01, power: 0.75)))
    change(&setup)
    let updater = ClassificationUpdater(
      net, adam ? Adam(learningRate: rate) : SGD(learningRate: rate, momentum: 0.9),
      train: DataLoader(
        Stripes(count: 60, classNames: setup.classNames), batchSize: batchSize, shuffle: .seed(2)),
      test: DataLoader(Stripes(count: 30, classNames: setup.classNames), batchSize: 16),
      settings: setup.settings)
    return setup.trainer(updater)
  }

  func bytes(_ name: String, _ file: String = "model.safetensors") throws -> Data {
    try Data(contentsOf: folder.appending(path: "\(name)/\(file)"))
  }

  func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: path).path)
  }

  func checkpoint(_ name: String) throws -> SafetensorsFile {
    try SafetensorsFile(folder.appending(path: "\(name)/checkpoint/state.safetensors"))
  }

  /// Iterations of the log's lines.
  func iterations(_ name: String, _ split: String) throws -> [Int?] {
    try log(name).filter { $0["split"] as? String == split }.map { $0["iteration"] as? Int }
  }

  func log(_ name: String) throws -> [[String: Any]] {
    let text = try String(
      contentsOf: folder.appending(path: "\(name)/log.jsonl"), encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(value as? [String: Any])
    }
  }

  /// Raises a signal in this thread, which may be one that has signals blocked.
  static func raiseHere(_ signal: Int32) {
    var signals = sigset_t()
    var former = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, signal)
    pthread_sigmask(SIG_UNBLOCK, &signals, &former)
    raise(signal)
    pthread_sigmask(SIG_SETMASK, &former, nil)
  }

  func withFolder(_ body: () throws -> Void) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try body()
  }
}
