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
struct CaffeExperiment: Trainable {
  static let about = About(
    id: "caffe", field: .vision, year: 2014,
    title: "Any net, from Caffe's own solver and net files",
    data: "mnist", expectation: "99 % on MNIST from Caffe's files of LeNet",
    example: "--solver lenet_solver.prototxt --data mnist")

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
    let data = try CaffeData(solver, file: file, options.data, seed: run.seed)
    try data.train(solver, updates: options.iterations ?? solver.iterations, options, in: run)
  }
}
