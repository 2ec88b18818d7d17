import Foundation
import ShinsoSchemas
import ShinsoTensor

extension CaffeSolver {
  /// Reads a solver, `.prototxt`, and the nets that it names. Their paths count from the current
  /// folder, as in Caffe, or from the solver's; in the end the name alone is looked for beside the
  /// solver. Throws `InputError` if something in it cannot be.
  public init(_ url: URL) throws {
    try self.init(InputFile(url), folder: url.deletingLastPathComponent())
  }

  /// Reads the solver in `source`; see `init(_:)`.
  public init(_ source: any ByteSource, folder: URL) throws {
    let file = source.name
    let text = TextMessage(try source.allBytes(limit: CaffeNet.textLimit), name: file)
    let fields = try text.fields()
    if CaffeNet.isNet(fields) {
      throw InputError(file, "is a net, not a solver; name the solver, the file with base_lr")
    }
    let solver = try text.read(CaffeSolverParameter.self, fields)
    let finite = [
      ("base_lr", solver.baseLr), ("momentum", solver.momentum), ("momentum2", solver.momentum2),
      ("delta", solver.delta), ("rms_decay", solver.rmsDecay),
      ("weight_decay", solver.weightDecay), ("clip_gradients", solver.clipGradients),
    ]
    for (name, value) in finite where !value.isFinite {
      throw InputError(file, "\(name) is \(value)")
    }
    let policy = try CaffeRatePolicy(solver, file: file)
    try Self.check(solver, file: file)
    let nets = CaffeSolverNets(solver, file: file, folder: folder)
    self.init(
      method: try Self.method(solver, file: file), baseRate: Double(solver.baseLr),
      policy: policy, momentum: Double(solver.momentum), momentum2: Double(solver.momentum2),
      delta: Double(solver.delta), rmsDecay: Double(solver.rmsDecay),
      weightDecay: Double(solver.weightDecay),
      regularization: try Self.regularization(solver, file: file),
      gradientLimit: solver.clipGradients >= 0 ? Double(solver.clipGradients) : nil,
      accumulation: Int(solver.iterSize), iterations: Int(solver.maxIter),
      training: try nets.training(), weights: try nets.weights(), test: try nets.test(),
      testInterval: Int(solver.testInterval), testsAtStart: solver.testInitialization,
      snapshotInterval: Int(solver.snapshot), snapshotPrefix: solver.snapshotPrefix,
      snapshotsAtEnd: solver.snapshotAfterTrain, displayInterval: Int(solver.display),
      seed: solver.randomSeed >= 0 ? UInt64(solver.randomSeed) : nil)
  }

  /// The fields of a solver as they are written; nil: the file is something else.
  public static func fields(of url: URL) throws -> [String: String]? {
    let file = try InputFile(url)
    let text = TextMessage(try file.allBytes(limit: CaffeNet.textLimit), name: file.name)
    let fields = try text.fields()
    guard isSolver(fields), !CaffeNet.isNet(fields) else { return nil }
    return Dictionary(fields.map { ($0.name, text.value(of: $0)) }) { "\($0), \($1)" }
  }

  /// Whether a text with these fields is a solver.
  static func isSolver(_ fields: [TextFields.Field]) -> Bool {
    fields.contains { ["base_lr", "lr_policy", "max_iter"].contains($0.name) }
  }

  private static func check(_ solver: CaffeSolverParameter, file: String) throws {
    func require(_ condition: Bool, _ problem: String) throws {
      if !condition { throw InputError(file, problem) }
    }
    try require(solver.baseLr > 0, "base_lr must be above 0")
    try require(solver.maxIter > 0, "max_iter must be above 0")
    try require(solver.iterSize > 0, "iter_size must be above 0")
    try require((0..<1).contains(solver.momentum), "momentum is not from 0 to below 1")
    try require((0..<1).contains(solver.momentum2), "momentum2 is not from 0 to below 1")
    try require((0..<1).contains(solver.rmsDecay), "rms_decay is not from 0 to below 1")
    try require(solver.weightDecay >= 0 && solver.delta >= 0, "a rate or decay is below 0")
    try require(solver.testInterval >= 0 && solver.snapshot >= 0, "an interval is below 0")
    try require(solver.display >= 0, "display is below 0")
  }

  private static func method(_ solver: CaffeSolverParameter, file: String) throws -> Method {
    if solver.hasSolverType, !solver.hasType {
      return switch solver.solverType {
      case .sgd: .sgd
      case .nesterov: .nesterov
      case .adagrad: .adaGrad
      case .rmsprop: .rmsProp
      case .adadelta: .adaDelta
      case .adam: .adam
      }
    }
    guard let method = Method(rawValue: solver.type) else {
      let known = Method.allCases.map(\.rawValue).joined(separator: ", ")
      throw InputError(file, "the solver's type \(quoted(solver.type)) is none of \(known)")
    }
    if [.adaGrad, .rmsProp].contains(method), solver.momentum != 0 {
      throw InputError(file, "\(method.rawValue) takes no momentum")
    }
    return method
  }

  private static func regularization(
    _ solver: CaffeSolverParameter, file: String
  ) throws -> Regularization {
    guard let kind = Regularization(rawValue: solver.regularizationType) else {
      throw InputError(
        file, "regularization_type \(quoted(solver.regularizationType)) is neither L1 nor L2")
    }
    return kind
  }
}
