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
  var classNames: [String] { ["left", "middle", "right"] }
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
    dropout: Bool = true, change: (inout TrainerOptions) -> Void = { _ in },
    onPass: ((Int) -> Void)? = nil
  ) -> Trainer {
    RandomGenerator.shared.key = RandomKey(seed: 4, counter: 0)
    let net = StripesNet()
    if !dropout { net.dropout.evaluate() }
    var passes = 0
    if let onPass {
      net.onPass = {
        passes += 1
        onPass(passes)
      }
    }
    var options = TrainerOptions(
      iterations: iterations, output: name.map { folder.appending(path: $0) }, resume: resume,
      seed: 4, checkpointEvery: checkpointEvery, title: "stripes",
      resumeCommand: "again --resume", config: Data("{\"a\":\"b\"}".utf8),
      metadata: ["system": "stripes"])
    change(&options)
    return Trainer(
      net, optimizer: adam ? Adam(learningRate: rate) : SGD(learningRate: rate, momentum: 0.9),
      schedule: .inverse(gamma: 0.01, power: 0.75),
      train: DataLoader(Stripes(count: 60), batchSize: batchSize, shuffle: .seed(2)),
      test: DataLoader(Stripes(count: 30), batchSize: 16),
      options: options)
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
