import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// A training by the Trainer as a system's `train` wants it: the run's folder, the model file with
/// its metadata, the closing lines.
struct TrainingRun {
  let system: String
  let request: Request
  let data: String

  var folder: URL { RunFolder.url(request, system) }

  @discardableResult
  func run(
    _ model: any TensorLayer, optimizer: any Optimizer, schedule: Schedule = .constant,
    train: DataLoader, test: DataLoader?, iterations: Int, metadata: [String: String]
  ) throws -> TrainingResult {
    if train.dataset.count == 0 || train.batchesPerEpoch == 0 {
      throw InputError(
        data,
        "has \(train.dataset.count) samples for training, fewer than a batch of \(train.batchSize)")
    }
    var options = TrainerOptions(
      iterations: iterations, output: folder, plots: request.plots, resume: request.resume,
      seed: request.effectiveSeed, title: "\(system) on \(data)", resumeCommand: resumeCommand)
    options.accumulation = request.accumulate ?? 1
    options.gradientNorm = request.clipNorm
    options.patience = request.patience
    options.timeLimit = request.timeLimit
    options.statistics = request.statistics
    options.profile = request.profile
    options.checkpointEvery = request.checkpointEvery
    options.metadata = metadata.merging(["system": system, "data": data]) { own, _ in own }
    var settled = request
    settled.data = data
    settled.iterations = iterations
    settled.epochs = nil
    settled.batchSize = train.batchSize
    settled.learningRate = optimizer.learningRate
    options.config = try RunConfiguration(system: system, options: settled).data
    let result = try Trainer(
      model, optimizer: optimizer, schedule: schedule, train: train, test: test, options: options
    ).run()
    if let signal = result.signal { throw Interrupted(signal: signal) }
    if let test = result.test {
      Console.result(
        String(format: "test accuracy: %.2f%% (%d samples)", test.accuracy * 100, test.samples))
    }
    return result
  }

  private var resumeCommand: String {
    request.command.contains("--resume") ? request.command : request.command + " --resume"
  }
}

extension Request {
  /// Updates that `epochs` passes over the data make.
  func updates(in epochs: Int, of loader: DataLoader) -> Int {
    max(epochs * loader.batchesPerEpoch / (accumulate ?? 1), 1)
  }
}

/// The training was stopped by a signal and has saved its state and said how to go on.
public struct Interrupted: Error {
  public let signal: Int32
}

/// Predictions for picture files by a model.
func predictions(
  _ samples: [URL], _ preprocessing: ImagePreprocessing, names: [String], top: Int,
  model: (Tensor) throws -> Tensor
) throws -> [Prediction] {
  try samples.map { url in
    let image = try Image(contentsOf: url, as: preprocessing.format)
    let channels = preprocessing.format.channels
    let x = try Tensor(shape: [1, channels, preprocessing.height, preprocessing.width]) { bytes in
      try preprocessing.write(
        image, into: bytes.bindMemory(to: Float.self), name: url.path)
    }
    let logits = try withoutGradients { try model(x) }
    return Prediction(
      sample: url, logits: logits.scalars(as: Float.self), names: names, top: top)
  }
}
