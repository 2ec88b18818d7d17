import Foundation
import ShinsoModels
import ShinsoNN
import ShinsoTensor

@testable import ShinsoData
@testable import ShinsoExperiments
@testable import ShinsoFormats
@testable import ShinsoTraining
@testable import ShinsoZoo

/// The readers of the files in a run's folder and of the feature cache.
let runReaders: [String: Reader] = [
  "config": { bytes in
    try Scratch.write(
      Array(#"{"split":"test","iteration":1,"epoch":1,"seconds":1}"#.utf8), "log.jsonl")
    _ = try RunComparison([Scratch.write(bytes, "config.json").deletingLastPathComponent().path])
    let configuration = try RunConfiguration(
      contentsOf: Scratch.folder.appending(path: "config.json"))
    _ = try configuration.data
    // What the options say, the parser of a command line judges.
    let words = configuration.options.words
    do { _ = OptionRecord(try MLPExperiment.TrainOptions.parse(words)).words } catch {
      _ = MLPExperiment.TrainOptions.message(for: error)
    }
  },
  "log": { bytes in
    let log = try Scratch.write(bytes, "log.jsonl")
    let records = try LogRecord.read(log)
    _ = try EventFile(in: Scratch.folder, records: records, started: 0)
    let comparison = try RunComparison([Scratch.folder.path])
    _ = comparison.table
    // `Fuzz/run` hides gnuplot, so this does everything except drawing.
    try comparison.plot(to: log)
    try Plot.curves(of: log, title: "", to: log)
    try Plot.statistics(of: log, title: "", to: log)
  },
  "checkpoint": { bytes in
    let file = try Scratch.write(bytes, "state.safetensors")
    let (updater, extensions) = training()
    let loaded = try Checkpoint(updater).load(file, extensions)
    let state = try TrainingState(loaded.fields, from: "again")
    _ = try EventFile(in: Scratch.folder, records: [], started: state.started)
    // What was taken over is used.
    do { _ = try updater.update(state.iteration) } catch is Diverged {}
    for one in extensions { _ = one.state }
  },
  // The layers of a net, without weights.
  "caffe": { bytes in
    let net = try CaffeNet(prototxt: MemorySource(bytes, name: "input"))
    let files = CaffeFiles(prototxt: Scratch.folder.appending(path: "net.prototxt"))
    _ = try CaffeModel(net, CaffeNet(layers: []), files: files, mean: nil)
  },
  // The operators of a network with its weights.
  "onnxnet": { bytes in
    let file = try ONNXFile(MemorySource(bytes, name: "input"))
    _ = (file.inputs, file.outputs, file.operators, file.parameterCount)
    _ = try ONNXModel(file).graph.optimizedForInference()
  },
  // Without a picture to predict.
  "lenet": { bytes in
    let options = try NetworkModelOptions.parse(["--model", model(lenet, metadata: bytes)])
    _ = try NetworkSystem<LeNetEntry, NoNetworkOptions>.predict(options, samples: [], top: 1)
  },
  "mlp": { bytes in
    let options = try ModelOptions.parse(["--model", model(perceptron, metadata: bytes)])
    _ = try PretrainedMLPExperiment.perceptron(TrainedModel(options, of: "pretrained-mlp"))
  },
  "svm": { bytes in
    let file = try Scratch.write(bytes, "model.safetensors")
    let model = try TrainedModel(ModelOptions.parse(["--model", file.path]), of: "pretrained-svm")
    let names = try model.names("classes")
    let machine = try SVMModel(model.content, classCount: names.count, file: file)
    let row = [Float](repeating: 0.5, count: machine.featureCount)
    _ = Prediction(
      sample: "input", logits: machine.classifier.decisions(row).map { Float($0) }, names: names,
      top: 5)
  },
  "features": { bytes in
    let cache = Cache(root: Scratch.folder)
    let folder = cache.root.appending(
      path: "features/\(SHA256.hex(of: Data("key".utf8)).prefix(20))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "input.safetensors")
    try Data(bytes).write(to: file)
    _ = FeatureCache(key: "key", in: cache).rows(of: ["a"])
    // Read again with the checksum that the reader expects.
    let content = try SafetensorsFile(file)
    let features = try content.tensor(named: "features")
    let digests = content.metadata["pictures"]?.split(separator: " ").map(String.init) ?? []
    FeatureCache(key: "key", in: cache).add(digests, features)
    unlink(file.path)
    _ = FeatureCache(key: "key", in: cache).rows(of: ["a"])
    try FileManager.default.removeItem(at: folder)
  },
]

/// Writes a checkpoint as a seed, because no other tool can.
func writeCheckpoint(_ url: URL) throws {
  let (updater, extensions) = training()
  let run = Scratch.folder.appending(path: "run")
  let own = extensions.filter {
    !($0 is LogWriter || $0 is ShinsoTraining.Progress || $0 is Checkpoints)
  }
  _ = try Trainer(
    updater, options: TrainerOptions(iterations: 5, output: run, logEvery: 2), extensions: own
  ).run()
  try FileManager.default.moveItem(at: run.appending(path: "checkpoint/state.safetensors"), to: url)
  try FileManager.default.removeItem(at: run)
}

/// A training with everything that a checkpoint holds, and its extensions in a trainer's order.
private func training() -> (GradientUpdater<TensorDataset>, [any TrainerExtension]) {
  let model = Linear(2, 2)
  let data = TensorDataset(Tensor.ones([2, 2]), labels: [0, 1], classNames: ["a", "b"])
  let updater = GradientUpdater(
    model, Adam(), on: DataLoader(data, batchSize: 2),
    settings: UpdateSettings(weightAverage: 0.9, plateau: PlateauSchedule()),
    evaluating: { _ in Scores(samples: 2, [.accuracy: 0.5, .loss: 1]) },
    loss: { batch in
      let logits = model(batch.samples)
      return (softmaxCrossEntropy(logits, batch.labels), accuracyScores(logits, batch.labels))
    })
  let extensions: [any TrainerExtension] = [
    LogWriter(every: 2), Progress(), Evaluations(every: .updates(2)),
    Statistics(updater, every: 2), Checkpoints(every: 1),
  ]
  return (updater, extensions)
}

/// The header after its opening brace, and the data.
private typealias Weights = (entries: ArraySlice<UInt8>, data: ArraySlice<UInt8>)

private let lenet = weights(of: LeNet())
private let perceptron = weights(of: MultilayerPerceptron(1, hidden: [1000, 1000], classes: 2))

private func weights(of model: Module) -> Weights {
  do {
    let file = Scratch.folder.appending(path: "weights.safetensors")
    try SafetensorsFile.write(model.state, metadata: [:], to: file)
    let bytes = try [UInt8](Data(contentsOf: file))
    let count = Int(bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) })
    return (bytes[9..<8 + count], bytes[(8 + count)...])
  } catch {
    fatalError("the weights cannot be written: \(error)")
  }
}

/// The path of a model's file whose metadata are the input.
private func model(_ weights: Weights, metadata: [UInt8]) throws -> String {
  var header = Array(#"{"__metadata__":"#.utf8) + metadata + [UInt8(ascii: ",")] + weights.entries
  header += repeatElement(0x20, count: (8 - header.count % 8) % 8)
  let length = withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init)
  let file = try Scratch.write(length + header + weights.data, "model.safetensors")
  return file.path
}
