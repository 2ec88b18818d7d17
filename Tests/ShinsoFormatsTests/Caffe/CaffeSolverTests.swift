import Foundation
import ShinsoTensor
import TestSupport
import Testing

@testable import ShinsoFormats

@Suite struct CaffeSolverTests {
  private static let net = """
    layer { name: "data" type: "Input" top: "data" }
    layer { name: "loss" type: "SoftmaxWithLoss" bottom: "data" include { phase: TRAIN } }
    layer { name: "acc" type: "Accuracy" bottom: "data" include { phase: TEST stage: "x" } }
    """

  private func solver(_ text: String) throws -> CaffeSolver {
    try withFolder { folder in
      try folder.write(Self.net.utf8, to: "net.prototxt")
      let source = MemorySource(Array(text.utf8), name: "solver.prototxt")
      return try CaffeSolver(source, folder: folder)
    }
  }

  private static let least = """
    net: "elsewhere/net.prototxt" base_lr: 0.5 lr_policy: "fixed" max_iter: 100

    """

  @Test func reads() throws {
    let solver = try solver(
      Self.least + """
        test_iter: 7 test_interval: 50 test_state { stage: "x" } momentum: 0.9 weight_decay: 0.004
        regularization_type: "L1" clip_gradients: 2 iter_size: 4 snapshot: 10
        snapshot_prefix: "a/b" snapshot_after_train: false display: 20 random_seed: 5
        solver_mode: GPU average_loss: 10 test_initialization: false layer_wise_reduce: false
        """)
    #expect(
      solver.method == .sgd && solver.baseRate == 0.5 && solver.momentum == Double(Float(0.9)))
    #expect(solver.regularization == .l1 && solver.gradientLimit == 2 && solver.accumulation == 4)
    #expect(solver.iterations == 100 && solver.seed == 5 && solver.displayInterval == 20)
    #expect(solver.snapshotInterval == 10 && solver.snapshotPrefix == "a/b")
    #expect(!solver.snapshotsAtEnd && !solver.testsAtStart && solver.testInterval == 50)
    #expect(solver.training.layers.map(\.name) == ["data", "loss"])
    #expect(solver.test?.batches == 7)
    #expect(solver.test?.net.layers.map(\.name) == ["data", "acc"])
  }

  @Test(arguments: [
    ("lr_policy: \"step\" gamma: 0.5 stepsize: 10", [0: 1, 9: 1, 10: 0.5, 25: 0.25]),
    ("lr_policy: \"exp\" gamma: 0.5", [0: 1, 3: 0.125]),
    ("lr_policy: \"inv\" gamma: 1 power: 2", [0: 1, 1: 0.25, 3: 0.0625]),
    ("lr_policy: \"multistep\" gamma: 0.5 stepvalue: 10 stepvalue: 20", [9: 1, 10: 0.5, 20: 0.25]),
    ("lr_policy: \"poly\" power: 2", [0: 1, 50: 0.25, 100: 0]),
    ("lr_policy: \"sigmoid\" gamma: -1 stepsize: 10", [10: 0.5, 1000: 0]),
    ("lr_policy: \"fixed\"", [99: 1]),
  ])
  func policies(_ text: String, _ factors: [Int: Double]) throws {
    let solver = try solver("net: \"net.prototxt\" base_lr: 2 max_iter: 100 " + text)
    for (update, factor) in factors { #expect(solver.rate(at: update) == 2 * factor, "\(update)") }
  }

  @Test(arguments: [
    ("type: \"Nesterov\"", CaffeSolver.Method.nesterov), ("type: \"AdaDelta\"", .adaDelta),
    ("solver_type: ADAGRAD", .adaGrad), ("solver_type: RMSPROP", .rmsProp),
    ("type: \"Adam\" solver_type: SGD", .adam), ("", .sgd),
  ])
  func methods(_ text: String, _ expected: CaffeSolver.Method) throws {
    #expect(try solver(Self.least + text).method == expected)
  }

  @Test(arguments: [
    ("momentum: 1", "momentum is not from 0 to below 1"), ("iter_size: 0", "iter_size must be"),
    ("type: \"LBFGS\"", "the solver's type 'LBFGS' is none of SGD"),
    ("type: \"AdaGrad\" momentum: 0.5", "AdaGrad takes no momentum"),
    ("regularization_type: \"L0\"", "is neither L1 nor L2"),
    ("test_interval: 5", "test_interval needs a test_iter above 0"),
    ("weight_decay: nan", "weight_decay is nan"), ("gamm: 1", "line 2: gamm: no such field"),
    ("lr_policy: \"step\" gamma: 1", "lr_policy 'step' needs a stepsize above 0"),
    ("lr_policy: \"up\"", "lr_policy 'up' is none of"), ("max_iter: -3", "max_iter must be above"),
    ("train_net: \"other\"", "its net 'other' is neither there nor beside the solver"),
    ("weights: \"w\"", "its file of weights 'w' is neither there nor beside the solver"),
  ])
  func refuses(_ text: String, _ expected: String) {
    let found = problem { try solver(Self.least + text) }
    #expect(found.hasPrefix("solver.prototxt: ") && found.contains(expected), "\(found)")
  }

  /// Several files, under one name or more.
  @Test func weights() throws {
    try withFolder { folder in
      try folder.write(Self.net.utf8, to: "net.prototxt")
      try folder.touch("a.caffemodel", "b.caffemodel", "c.caffemodel")
      let text = Self.least + "weights: \"x/a.caffemodel, b.caffemodel\" weights: \"c.caffemodel\""
      let source = MemorySource(Array(text.utf8), name: "solver.prototxt")
      let solver = try CaffeSolver(source, folder: folder)
      #expect(solver.weights.map { String($0.lastPathComponent.prefix(1)) } == ["a", "b", "c"])
    }
  }

  /// A net and a solver are told apart, and a net's own error names its file.
  @Test func netsAreNoSolvers() throws {
    #expect(
      problem { try solver(Self.net) }
        == "solver.prototxt: is a net, not a solver; name the solver, the file with base_lr")
    #expect(
      problem { try CaffeNet(prototxt: MemorySource(Array(Self.least.utf8), name: "n")) }
        == "n: is a solver, not a net; name its net")
    try withFolder { folder in
      try folder.write("layer { name: \"a\" foo: 1 }\nbar: 2".utf8, to: "net.prototxt")
      let source = MemorySource(Array(Self.least.utf8), name: "solver.prototxt")
      #expect(
        problem { try CaffeSolver(source, folder: folder) }
          .hasSuffix("/net.prototxt: line 2: bar: no such field is known here"))
    }
    #expect(try solver(Self.least).training.file.hasSuffix("/net.prototxt"))
  }

  @Test func fieldsAsTheyAreWritten() throws {
    try withFolder { folder in
      let url = try folder.write(
        "base_lr: 0.50 # half\nnet: \"n\"\nstepvalue: 1\nstepvalue : 2".utf8,
        to: "s.prototxt")
      #expect(
        try CaffeSolver.fields(of: url)
          == ["base_lr": "0.50", "net": "\"n\"", "stepvalue": "1, 2"])
      #expect(try CaffeSolver.fields(of: folder.write(Self.net.utf8, to: "n.prototxt")) == nil)
    }
  }

  @Test func inlineNets() throws {
    let text = """
      base_lr: 1 lr_policy: "fixed" max_iter: 1 test_iter: 1 test_interval: 1
      train_net_param { layer { name: "a" type: "Input" } }
      test_net_param { layers { name: "b" type: SPLIT } }
      """
    let solver = try solver(text)
    #expect(solver.training.layers.map(\.name) == ["a"])
    #expect(solver.test?.net.layers.map(\.type) == ["Split"])
  }
}
