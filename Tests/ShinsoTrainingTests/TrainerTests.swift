import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoTraining

private final class Net: Module, Layer {
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
private struct Stripes: ClassificationDataset {
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

@Suite(.serialized) struct TrainerTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "shinso-trainer-\(UUID().uuidString)")

  private func trainer(
    _ name: String?, _ iterations: Int, resume: Bool = false, adam: Bool = true,
    batchSize: Int = 8, checkpointEvery: Int? = 5, rate: Double = 0.01,
    dropout: Bool = true, change: (inout TrainerOptions) -> Void = { _ in },
    onPass: ((Int) -> Void)? = nil
  ) -> Trainer {
    RandomGenerator.shared.key = RandomKey(seed: 4, counter: 0)
    let net = Net()
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

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: "\(name)/model.safetensors"))
  }

  private func log(_ name: String) throws -> [[String: Any]] {
    let text = try String(
      contentsOf: folder.appending(path: "\(name)/log.jsonl"), encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(value as? [String: Any])
    }
  }

  /// Raises a signal in this thread, which may be one that has signals blocked.
  private func raiseHere(_ signal: Int32) {
    var signals = sigset_t()
    var former = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, signal)
    pthread_sigmask(SIG_UNBLOCK, &signals, &former)
    raise(signal)
    pthread_sigmask(SIG_SETMASK, &former, nil)
  }

  private func withFolder(_ body: () throws -> Void) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try body()
  }

  @Test func learnsAndWritesItsFolder() throws {
    try withFolder {
      let result = try trainer("run", 40).run()
      #expect(!result.wasInterrupted)
      #expect(result.iterations == 40)
      let test = try #require(result.test)
      #expect(test.samples == 30)
      #expect(test.accuracy > 0.9)
      #expect(test.top5Accuracy == 1)
      #expect(test.confusion.total == 30)
      #expect(test.predictions.count == 30)
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

  @Test func savesAtASignal() throws {
    try withFolder {
      _ = try trainer("whole", 20).run()
      let result = try trainer(
        "parts", 20, checkpointEvery: nil,
        onPass: { pass in
          if pass == 11 { raiseHere(SIGINT) }
        }
      ).run()
      #expect(result.wasInterrupted)
      #expect((9...11).contains(result.iterations))
      #expect(throws: (any Error).self) { try bytes("parts") }
      #expect(try !trainer("parts", 20, resume: true).run().wasInterrupted)
      #expect(try bytes("whole") == bytes("parts"))
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

  @Test func stopsWhereTheLossIsNoNumber() throws {
    let error = #expect(throws: InputError.self) {
      try trainer(nil, 30, rate: 1e30).run()
    }
    #expect(error?.problem.contains("iteration") == true)
  }

  @Test func refusesAnOutputThatCannotBeWritten() throws {
    try withFolder {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data().write(to: folder.appending(path: "run"))
      #expect(throws: InputError.self) { try trainer("run", 2).run() }
    }
  }

  @Test func namesTheLayerThatIsNoLongerFinite() throws {
    let error = #expect(throws: InputError.self) {
      try trainer(nil, 30, adam: false, rate: 1e30).run()
    }
    let problem = error?.problem ?? ""
    #expect(problem.contains("iteration 2: the output of linear is not finite"), "\(problem)")
  }

  @Test func endsAfterEvaluationsWithoutProgress() throws {
    try withFolder {
      // Without learning, the first evaluation stays the best.
      let result = try trainer("run", 500, rate: 1e-12) { $0.patience = 3 }.run()
      #expect(result.end == .patience)
      #expect(result.bestIteration.map { result.iterations == $0 + 3 * 8 } == true)
      let best = try SafetensorsFile(folder.appending(path: "run/best.safetensors"))
      #expect(best.metadata["iterations"] == result.bestIteration.map { "\($0)" })
      #expect(
        best.names == (try SafetensorsFile(folder.appending(path: "run/model.safetensors"))).names)
    }
  }

  @Test func endsWhenTheTimeIsUp() throws {
    try withFolder {
      let result = try trainer("run", 1_000_000) { $0.timeLimit = 0.05 }.run()
      #expect(result.end == .timeLimit && result.iterations < 100_000)
      #expect(result.test?.samples == 30)
      _ = try bytes("run")
    }
  }

  /// Two batches of 4 are one of 8, but for batch norm's statistics and dropout.
  @Test func addsUpGradients() throws {
    try withFolder {
      func weights(_ name: String) throws -> [Double] {
        try SafetensorsFile(folder.appending(path: "\(name)/model.safetensors"))
          .tensor(named: "linear.bias").scalars(as: Double.self)
      }
      _ = try trainer("whole", 1, adam: false, batchSize: 8, dropout: false).run()
      _ = try trainer("halves", 1, adam: false, batchSize: 4, dropout: false) {
        $0.accumulation = 2
      }
      .run()
      let difference = zip(try weights("whole"), try weights("halves")).map { abs($0 - $1) }
      #expect(difference.allSatisfy { $0 < 2e-4 })
      // A resumed run goes on in the data where it was.
      _ = try trainer("long", 9, batchSize: 4) { $0.accumulation = 2 }.run()
      _ = try trainer("parts", 5, batchSize: 4) { $0.accumulation = 2 }.run()
      _ = try trainer("parts", 9, resume: true, batchSize: 4) { $0.accumulation = 2 }.run()
      #expect(try bytes("long") == bytes("parts"))
    }
  }

  @Test func clipsGradients() throws {
    try withFolder {
      func start(_ limit: Double?) throws -> [Double] {
        let name = "\(limit ?? 0)"
        _ = try trainer(name, 1, adam: false, rate: 1) { $0.gradientNorm = limit }.run()
        return try SafetensorsFile(folder.appending(path: "\(name)/model.safetensors"))
          .tensor(named: "linear.bias").scalars(as: Double.self)
      }
      let (free, clipped, tight) = (try start(nil), try start(1e9), try start(1e-6))
      #expect(free == clipped && free != tight)
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
      // It changes nothing.
      _ = try trainer("plain", 6).run()
      #expect(try bytes("whole") == bytes("plain"))
    }
  }

  @Test func profilesTenUpdates() throws {
    try withFolder {
      _ = try trainer("run", 20) { $0.profile = true }.run()
      let data = try Data(contentsOf: folder.appending(path: "run/profile.json"))
      let trace = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
      let events = try #require(trace["traceEvents"] as? [[String: Any]])
      func count(_ name: String, _ category: String) -> Int {
        events.count { $0["name"] as? String == name && $0["cat"] as? String == category }
      }
      #expect(count("conv · conv2d", "forward") >= 10)
      #expect(count("conv · conv2d", "backward") == 10)
      #expect(count("optimizer", "other") == 10)
    }
  }

  /// TensorBoard's file is the log once more: as many numbers, with sound check sums.
  @Test func writesEventsForTensorBoard() throws {
    try withFolder {
      _ = try trainer("run", 11).run()
      _ = try trainer("run", 20, resume: true).run()
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: "run").path
      ).filter { $0.hasPrefix("events.out.tfevents.") }
      #expect(names.count == 1)
      let bytes = [UInt8](
        try Data(contentsOf: folder.appending(path: "run/\(names.first ?? "")")))
      var rest = bytes[...]
      var records = 0
      while rest.count >= 12 {
        let header = Array(rest.prefix(12))
        let length = Int(header[0]) | Int(header[1]) << 8
        #expect(header[8..<12].elementsEqual(checksum(header[..<8])))
        let event = rest.dropFirst(12).prefix(length)
        #expect(rest.dropFirst(12 + length).prefix(4).elementsEqual(checksum(event)))
        rest = rest.dropFirst(16 + length)
        records += 1
      }
      #expect(rest.isEmpty)
      let lines = try log("run")
      // A train line has three numbers, a test line three too.
      #expect(records == 1 + 3 * lines.count)
    }
  }

  private func checksum(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    withUnsafeBytes(of: CRC32C.masked(bytes).littleEndian) { Array($0) }
  }

  @Test func checkSumsAreCastagnolis() {
    // RFC 3720, appendix B.4.
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum((0..<32).map { UInt8($0) }) == 0x46DD_794E)
  }
}
