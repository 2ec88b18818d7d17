import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// Training as Caffe does it, from its solver and net files. Jia et al., "Caffe: Convolutional
/// architecture for fast feature embedding", ACM Multimedia 2014.
///
/// Rates, policies, momentum, decay, lengths, tests, lines of the log (`display`), snapshots, the
/// seed, first weights and fillers are the solver's and the net's. Unlike Caffe, samples come in a new
/// order in every epoch, a last batch that is not full is left out, a test goes over the data at most
/// once, and snapshots lie in the run's folder.
struct CaffeExperiment: Trainable, Evaluable, Predicting {
  static let about = About(
    id: "caffe", field: .vision, year: 2014,
    title: "Any net, from Caffe's own solver and net files",
    data: "mnist", expectation: "99 % on MNIST from Caffe's files of LeNet",
    example: "--solver lenet_solver.prototxt --data mnist",
    notes: """
      A SOLVER
        net: "lenet_train_test.prototxt"
        base_lr: 0.01  momentum: 0.9  weight_decay: 0.0005
        lr_policy: "step"  gamma: 0.1  stepsize: 4000  max_iter: 10000
        test_iter: 100  test_interval: 1000
        snapshot: 5000  snapshot_prefix: "lenet"

      The net is a train_val or train_test file: --data takes the place of the sources of its data \
      layers. Snapshots, lenet_iter_5000.caffemodel and so on, lie in the run's folder (-o), whatever \
      folder snapshot_prefix names, with deploy.prototxt and labels.txt, so that Caffe's programs can \
      use them. Of no effect are solver_mode and device_id (the CPU computes), debug_info, \
      average_loss, test_compute_loss, snapshot_format, snapshot_diff and layer_wise_reduce; in place \
      of .solverstate files there is the run's checkpoint (--resume).
      """)

  struct TrainOptions: ParsableArguments, OptionTraits {
    @Option(
      "A solver, .prototxt; `shinso train --solver FILE` means the same.", default: "none; needed",
      completion: .file())
    var solver: String?

    @Option(data: "What the data layers take: digits in MNIST's format, or pictures by class")
    var data = DataName("mnist")

    @Option(
      "Updates, in place of the solver's max_iter, by which rates still go.", in: .count,
      default: "max_iter")
    var iterations: Int?

    @OptionGroup var checkpoints: CheckpointOptions

    static let changeable: Set = ["iterations"]
    static let unrecorded: Set<String> = []
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    guard let path = options.solver else { throw InputError("--solver", "name a solver file") }
    let file = URL(filePath: path)
    let solver = try CaffeSolver(file)
    run.take(seed: solver.seed)
    try CaffeData(solver, file: file, options.data)
      .train(updates: options.iterations ?? solver.iterations, options, in: run)
  }

  typealias EvaluateOptions = TransferEvaluateOptions

  static func evaluate(_ options: TransferEvaluateOptions) throws -> Report {
    if let snapshot = try snapshot(options.model) {
      return try FileNetwork.evaluate(
        snapshot, data: options.data, batchSize: batchSize, classes: options.classes,
        system: about.id)
    }
    let saved = try TrainedModel(options.model, of: about.id)
    let (data, result) = try saved.evaluation(
      of: PretrainedNetwork(saved.file.path), on: options.data, root: options.root,
      batchSize: batchSize)
    return options.classes.completed(Report(system: about.id, data: data.recordedText, result))
  }

  private static let batchSize = 32

  typealias PredictOptions = ModelOptions

  static func predict(_ options: ModelOptions, samples: [String], top: Int) throws -> [Prediction] {
    let classifier =
      try snapshot(options).map(PictureClassifier.init)
      ?? OpenModels.model(options, of: about.id) {
        try PictureClassifier(PretrainedNetwork(TrainedModel(options, of: about.id).file.path))
      }
    return try classifier.predictions(of: PictureFiles.readable(samples), top: top)
  }

  /// The network of a snapshot that is named, or of the last one of a run that has not come to its end.
  private static func snapshot(_ options: ModelOptions) throws -> PretrainedNetwork? {
    let path = options.model ?? "runs/\(about.id)"
    let url = URL(filePath: path)
    let isThere = FileManager.default.fileExists(atPath: path)
    return isThere && CaffeFiles.exist(at: url) && !RunFolder(url).hasModel
      ? try PretrainedNetwork(path) : nil
  }
}
