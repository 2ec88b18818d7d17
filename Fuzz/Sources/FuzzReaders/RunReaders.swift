import Foundation
import ShinsoModels
import ShinsoNN
import ShinsoTensor

@testable import ShinsoData
@testable import ShinsoExperiments
@testable import ShinsoFormats
@testable import ShinsoTraining

/// The readers of the files in a run's folder and of the feature cache.
let runReaders: [String: Reader] = [
  "config": { bytes in
    try Scratch.write(
      Array(#"{"split":"test","iteration":1,"epoch":1,"seconds":1}"#.utf8), "log.jsonl")
    _ = try RunComparison([Scratch.write(bytes, "config.json").deletingLastPathComponent().path])
    _ = try RunConfiguration(contentsOf: Scratch.folder.appending(path: "config.json")).data
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
    let (checkpoint, model, optimizer) = checkpoint()
    let state = try TrainingState(checkpoint.load(file).fields, from: "again")
    _ = try EventFile(in: Scratch.folder, records: [], started: state.started)
    // Use what was loaded.
    step(model, optimizer)
  },
  "lenet": { try predict("lenet", lenet, metadata: $0) },
  "mlp": { try predict("pretrained-mlp", perceptron, metadata: $0) },
  "svm": { bytes in
    let file = try Scratch.write(bytes, "model.safetensors")
    let (content, metadata) = try RunFolder.open(file, system: "pretrained-svm")
    let names = try metadata.names("classes", in: file)
    let machine = try SVMModel(content, classCount: names.count, file: file)
    let row = [Float](repeating: 0.5, count: machine.featureCount)
    _ = Prediction(
      sample: file, logits: machine.classifier.decisions(row).map { Float($0) }, names: names,
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
  let (checkpoint, model, optimizer) = checkpoint()
  step(model, optimizer)
  var state = TrainingState()
  (state.iteration, state.trainLoss) = (5, 1)
  _ = state.note(accuracy: 0.5, loss: 1)
  try checkpoint.save(state, to: url)
}

private func checkpoint() -> (Checkpoint, model: Linear, optimizer: Adam) {
  let (model, optimizer) = (Linear(2, 2), Adam())
  let data = TensorDataset(Tensor.ones([2, 2]), labels: [0, 1], classNames: ["a", "b"])
  let loader = DataLoader(data, batchSize: 2)
  let average = WeightAverage()
  average.update(model)
  let checkpoint = Checkpoint(
    model: model, optimizer: optimizer, average: average, loader: loader,
    options: TrainerOptions(iterations: 10, plateau: PlateauSchedule()))
  return (checkpoint, model, optimizer)
}

private func step(_ model: Linear, _ optimizer: Adam) {
  optimizer.update(model, with: model(Tensor.ones([2, 2])).sum().gradients())
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

/// Loads a model file whose metadata are the input; there is no image to predict.
private func predict(_ system: String, _ weights: Weights, metadata: [UInt8]) throws {
  var header = Array(#"{"__metadata__":"#.utf8) + metadata + [UInt8(ascii: ",")] + weights.entries
  header += repeatElement(0x20, count: (8 - header.count % 8) % 8)
  let length = withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init)
  var request = Request()
  request.model = try Scratch.write(length + header + weights.data, "model.safetensors").path
  _ = try Catalog.system(system).predict(request, samples: [], top: 1)
}
