import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// Updates a network by gradients, either of a loss or computed by hand. It fits nearly every
/// system:
///
/// ```swift
/// let updater = GradientUpdater(model, Adam(learningRate: 1e-3), on: loader) { batch in
///   let loss = meanSquaredError(model(batch.samples), batch.samples)
///   return (loss, Scores(samples: batch.indices.count))
/// }
/// ```
open class GradientUpdater<Data: Dataset>: BatchUpdater<Data>, AsynchronousUpdater {
  /// Returns the gradients of a batch and its scores.
  public typealias MakeGradients = (Data.Batch) throws -> (gradients: Gradients, scores: Scores)
  /// Returns the loss of a batch, recorded for differentiation, and its other scores. The loss is
  /// added as the first score, weighted by the number of samples.
  public typealias Loss = (Data.Batch) throws -> (loss: Tensor, scores: Scores)
  public typealias Evaluate = (_ checkForStop: () throws -> Void) throws -> Scores?

  public final let model: Module
  public final let optimizer: any Optimizer
  public final let settings: UpdateSettings
  private let carried: (any CarriedState)?
  private let ownIdentity: [String: String]
  private let baseRate: Double
  private let average: WeightAverage?
  private let makeGradients: MakeGradients
  private let evaluation: Evaluate
  private var plateau: PlateauSchedule?
  private let exchange: GradientExchange?
  private var shared: SharedParameters?
  /// Of this rank, while it does not wait for others.
  private var ownUpdates = 0
  /// Called before every update with its number, from 0. Use it for what the schedule of the
  /// learning rate does not change, such as the momentum.
  public final var onUpdate: ((Int) -> Void)?
  public final var evaluatesTrainingSamples = false
  /// Called with the gradients of every update before they are clipped, and their norm if it is
  /// known.
  final var onGradients: ((Gradients, Double?) -> Void)?

  /// - Parameters:
  ///   - model: trained as it is: modules in evaluation mode stay so, unless all of them are.
  ///   - optimizer: its learning rate is the base rate, which the schedule multiplies.
  ///   - carrying: state that goes from batch to batch and into checkpoints.
  ///   - identity: what else must be equal for a run to continue another one, besides the loader's
  ///     data and order.
  ///   - evaluating: evaluates on the held-out data; averaged weights, if any, are in place.
  ///   - gradients: computes the gradients by hand, as contrastive divergence does.
  public init(
    _ model: Module, _ optimizer: any Optimizer, on loader: DataLoader<Data>,
    settings: UpdateSettings = UpdateSettings(), carrying: (any CarriedState)? = nil,
    identity: [String: String] = [:], evaluating: @escaping Evaluate = { _ in nil },
    gradients: @escaping MakeGradients
  ) {
    self.model = model
    self.optimizer = optimizer
    self.settings = settings
    carried = carrying
    ownIdentity = identity
    baseRate = optimizer.learningRate
    average = settings.weightAverage.map { WeightAverage(decay: $0) }
    plateau = settings.plateau
    evaluation = evaluating
    makeGradients = gradients
    exchange = Ranks.current.map { GradientExchange($0, model, Ranks.reduction) }
    if !model.isTraining { model.mode = .training }
    super.init(on: loader, accumulation: settings.accumulation)
  }

  /// Uses the gradients of a loss. The other parameters are those of the initializer above.
  public convenience init(
    _ model: Module, _ optimizer: any Optimizer, on loader: DataLoader<Data>,
    settings: UpdateSettings = UpdateSettings(), carrying: (any CarriedState)? = nil,
    identity: [String: String] = [:], evaluating: @escaping Evaluate = { _ in nil },
    loss: @escaping Loss
  ) {
    self.init(
      model, optimizer, on: loader, settings: settings, carrying: carrying, identity: identity,
      evaluating: evaluating, gradients: Self.gradients(of: loss, model))
  }

  static func gradients(of loss: @escaping Loss, _ model: Module) -> MakeGradients {
    { batch in
      let key = RandomGenerator.shared.key
      let (value, scores) = try loss(batch)
      let gradients = value.gradients(whenFinal: GradientExchange.receiver)
      let number = Double(value.scalars(as: Float.self)[0])
      guard number.isFinite else {
        // Dropout must draw the same numbers again.
        RandomGenerator.shared.key = key
        throw Diverged(
          what: "the loss is \(number)",
          source: NonFinite.source(in: model, batch) { _ = try? loss(batch) })
      }
      return (gradients, scores.with(loss: number))
    }
  }

  public final var identity: [String: String] {
    loader.identity.merging([
      "optimizer": "\(type(of: optimizer))", "accumulation": "\(settings.accumulation)",
      "weightAverage": settings.weightAverage.map { "\($0)" } ?? "none",
      "plateau": settings.plateau?.direction.rawValue ?? "none",
    ]) { $1 }.merging(ownIdentity) { $1 }
  }

  public final var readings: [(name: String, value: Double)] {
    [("learningRate", optimizer.learningRate)]
  }

  // MARK: State

  public final var state: [NamedTensor] {
    model.state.prefixed("model/") + optimizer.state(for: model).prefixed("optimizer/")
      + (average?.state(for: model) ?? []).prefixed("average/")
      + (carried?.tensors ?? []).prefixed("carried/")
      + (plateau.map { [("plateau", $0.state.tensor)] } ?? [])
      + [("learningRate", Tensor([optimizer.learningRate]))]
  }

  public final var exported: [NamedTensor] {
    let averaged = average?.state(for: model) ?? []
    return averaged.isEmpty ? model.state : averaged
  }

  public final func load(_ state: [NamedTensor], from file: String) throws {
    try model.load(state.part("model/"), from: file)
    do {
      try optimizer.load(
        Dictionary(state.part("optimizer/").map { ($0.name, $0.tensor) }) { $1 }, for: model)
    } catch {
      throw InputError(file, "\(error)")
    }
    if let average { try load(average, state.part("average/"), from: file) }
    let own = state.part("carried/")
    if !own.isEmpty { try carried?.load(own, from: file) }
    // Of the last update, which the next line of the log names.
    if let saved = state.first(where: { $0.name == "learningRate" })?.tensor.scalars(
      as: Double.self)
    {
      optimizer.learningRate = saved.first ?? baseRate
    }
    if let saved = state.first(where: { $0.name == "plateau" }) {
      guard let state = PlateauSchedule.State(saved.tensor) else {
        throw InputError(file, "is not a checkpoint: its plateau state is invalid")
      }
      plateau?.state = state
    }
  }

  open var sharesEvaluation: Bool { false }

  public final var isShared: Bool { exchange != nil }

  public final var rankState: [NamedTensor] {
    model.buffers.map { ("buffers/" + $0.name, $0.value.value) }
      + (carried?.tensors ?? []).prefixed("carried/")
  }

  public final func load(rankState: [NamedTensor], from file: String) throws {
    let buffers = Dictionary(rankState.part("buffers/").map { ($0.name, $0.tensor) }) { $1 }
    for (name, buffer) in model.buffers {
      guard let saved = buffers[name], saved.shape == buffer.value.shape else {
        throw InputError(file, "has no \(name) of this rank that fits")
      }
      buffer.assign(saved.copied())
    }
    try carried?.load(rankState.part("carried/"), from: file)
  }

  private func load(_ average: WeightAverage, _ saved: [NamedTensor], from file: String) throws {
    // There is no average before the first update.
    if saved.isEmpty { return }
    func specification(_ tensors: [NamedTensor]) -> Set<String> {
      Set(tensors.map { "\($0.name) \($0.tensor.shape) \($0.tensor.dtype)" })
    }
    guard specification(saved) == specification(model.state) else {
      throw InputError(file, "has averaged weights that do not fit this model")
    }
    average.load(saved)
  }

  // MARK: Updates

  public final func update(_ number: Int) throws -> Scores {
    let factor = settings.schedule.factor(number) * (plateau?.state.factor ?? 1)
    optimizer.learningRate = baseRate * factor
    onUpdate?(number)
    var (gradients, scores) =
      try together.map {
        try $0.update(isOnePass: settings.accumulation == 1) { try own(number) }
      } ?? own(number)
    // One norm serves the check, the log and the clipping.
    let norm = settings.clipNorm == nil && onGradients == nil ? nil : gradients.norm
    try check(gradients, norm: norm)
    onGradients?(gradients, norm)
    if let limit = settings.clipNorm, let norm {
      gradients = gradients.clipped(toNorm: limit, from: norm)
    }
    if let limit = settings.clipValue { gradients = gradients.clipped(toValue: limit) }
    Profiler.span("optimizer") { optimizer.update(model, with: gradients) }
    average?.update(model)
    if let shared {
      ownUpdates += 1
      try Profiler.span("exchange") { try shared.exchange() }
    }
    return scores
  }

  /// With whom each update is made.
  private var together: GradientExchange? { shared == nil ? exchange : nil }

  // MARK: Ranks that do not wait for each other

  final func begin(at updates: Int) throws {
    guard let ranks = Ranks.current else { return }
    if plateau != nil {
      throw InputError(
        "--schedule plateau", "needs what all ranks know; asynchronous ones need another schedule")
    }
    // Everybody has come as far.
    ownUpdates = updates / ranks.count
    shared = try SharedParameters(ranks, model, updates: updates)
  }

  final var updatesOfAll: Int { shared?.updates ?? 0 }
  final var stops: Bool { shared?.stops ?? false }
  final func stop() throws { try shared?.stop() }

  final func finish() throws -> Int {
    defer { shared = nil }
    try shared?.finish()
    return updatesOfAll
  }

  /// The gradients and scores of this process, before others' are added.
  private func own(_ number: Int) throws -> (Gradients, Scores) {
    var gradients = Gradients()
    var scores = Scores()
    for _ in 0..<settings.accumulation {
      let own = try makeGradients(nextBatch(of: shared == nil ? number : ownUpdates))
      gradients = gradients.isEmpty ? own.gradients : gradients + own.gradients
      scores.add(own.scores)
    }
    if settings.accumulation > 1 { gradients = gradients * (1 / Double(settings.accumulation)) }
    return (gradients, scores)
  }

  public final func evaluate(_ checkForStop: () throws -> Void) throws -> Scores? {
    try average?.apply(to: model) { try evaluation(checkForStop) } ?? evaluation(checkForStop)
  }

  public final func noteEvaluation(_ scores: Scores) {
    guard let direction = plateau?.direction else { return }
    let rising = scores.values.first { $0.metric.direction == .higher }?.value
    let falling = scores[.loss] ?? scores.values.first { $0.metric.direction == .lower }?.value
    guard let value = direction == .falling ? falling : rising else { return }
    plateau?.update(value)
  }

  private func check(_ gradients: Gradients, norm: Double?) throws {
    if norm?.isFinite ?? gradients.areFinite { return }
    if let name = NonFinite.source(in: model, gradients) {
      throw Diverged(what: "a gradient is not finite", source: "that of \(name)")
    }
    if let norm { throw Diverged(what: "the gradient norm is \(norm)", source: nil) }
  }
}
