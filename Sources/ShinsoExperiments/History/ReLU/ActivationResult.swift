import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// The trainings of `relu` with one activation: the training error by rate, and the fastest net.
struct ActivationResult {
  /// The training error of each epoch at one rate.
  struct Attempt {
    let rate: Double
    let curve: TrainingCurve

    func epochs(to target: Double) -> Double? {
      curve.crossing(target, .lower, by: \.epochs)
    }
  }

  static let activations = [Activation.relu, .tanh]

  let activation: Activation
  let attempts: [Attempt]
  /// That of the fastest attempt.
  let net: FourLayerConvNet

  /// `ReLU`
  var title: String { activation == .relu ? "ReLU" : activation.rawValue }

  func best(target: Double) -> Attempt {
    attempts[Self.best(of: attempts, target: target)]
  }

  /// The attempt that is at the target first, or the one that comes nearest to it.
  static func best(of attempts: [Attempt], target: Double) -> Int {
    func order(_ index: Int) -> (Double, Double) {
      let attempt = attempts[index]
      return (attempt.epochs(to: target) ?? .infinity, attempt.curve.best(.lower) ?? .infinity)
    }
    return attempts.indices.min { order($0) < order($1) } ?? 0
  }

  // MARK: Files

  var tensors: [NamedTensor] {
    net.state.prefixed("\(activation.rawValue)/")
      + attempts.map { ("curves/\(activation.rawValue)/\($0.rate)", $0.curve.tensor) }
  }

  init(_ activation: Activation, _ attempts: [Attempt], _ net: FourLayerConvNet) {
    self.activation = activation
    self.attempts = attempts
    self.net = net
  }

  /// - Throws: `InputError` if the file lacks something.
  init(_ activation: Activation, classes: Int, from model: TrainedModel) throws {
    let name = activation.rawValue
    let tensors = try model.content.tensors()
    attempts = try tensors.part("curves/\(name)/").compactMap { rate, tensor in
      try Double(rate).map {
        Attempt(rate: $0, curve: try TrainingCurve(tensor, from: model.file.path))
      }
    }.sorted { $0.rate < $1.rate }
    guard !attempts.isEmpty else {
      throw InputError(model.file.path, "holds no curve of the net with \(name)")
    }
    try model.require([classes, 64 * 4 * 4], "\(name)/output.weight")
    net = FourLayerConvNet(classes: classes, activation: activation)
    try net.load(tensors.part("\(name)/"), from: model.file.path)
    self.activation = activation
  }
}
