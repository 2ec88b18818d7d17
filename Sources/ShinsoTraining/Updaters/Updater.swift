import ShinsoNN
import ShinsoTensor

/// What a training does, update by update. `Trainer` asks it for updates and evaluations and knows
/// nothing else about the task.
public protocol Updater: AnyObject {
  var updatesPerEpoch: Int { get }

  /// The number of passes over the data that this many updates make, including fractions.
  func epochs(after updates: Int) -> Double

  /// What must be equal for a run to continue another one: the data, their order, the kind of
  /// optimizer.
  var identity: [String: String] { get }

  /// Weights, optimizer state and carried state: everything that the next update depends on,
  /// besides its number and the state of `RandomGenerator.shared`.
  var state: [NamedTensor] { get }

  /// The contents of `model.safetensors`.
  var exported: [NamedTensor] { get }

  /// Loads such a state.
  ///
  /// - Parameter file: the name used in error messages.
  /// - Throws: `InputError` if something is missing, unexpected or has the wrong shape. The updater
  ///   may have been changed by then.
  func load(_ state: [NamedTensor], from file: String) throws

  /// Makes the update with that number, from 0, and returns the scores on its batch.
  ///
  /// - Throws: `InputError` if a sample cannot be read, or if a loss or a gradient is not finite.
  ///   Nothing has been changed in that case.
  func update(_ number: Int) throws -> Scores

  /// Evaluates on the held-out data; returns nil if there are none. The first metric decides which
  /// model is best.
  ///
  /// - Parameter checkForStop: call it regularly; it throws when a signal has been received.
  func evaluate(_ checkForStop: () throws -> Void) throws -> Scores?

  /// Whether there are no held-out data and it evaluates on what it learns from. The log and what is
  /// printed say so.
  var evaluatesTrainingSamples: Bool { get }

  /// Whether further updates would change nothing, as for a perceptron that makes no more mistakes.
  /// The training ends then. It must follow from ``state``, so that a resumed run ends as well.
  var hasConverged: Bool { get }

  /// Numbers for the next log line besides the scores, such as the learning rate.
  var readings: [(name: String, value: Double)] { get }

  /// The size of one update, for the progress bar: `(64, "samples")`.
  var throughput: (count: Int, unit: String) { get }

  /// Whether the ranks that train together share its updates. What is not shared is trained by the first
  /// rank, and the others get what it has learned.
  var isShared: Bool { get }

  /// Whether the ranks evaluate together, each a part of the held-out data; otherwise the first one does.
  var sharesEvaluation: Bool { get }

  /// What each rank has for itself: running statistics of batch norms, carried state.
  var rankState: [NamedTensor] { get }

  /// Loads such a state, after ``load(_:from:)``.
  func load(rankState: [NamedTensor], from file: String) throws

  /// Called after every regular evaluation, for learning rates that depend on it.
  func noteEvaluation(_ scores: Scores)
}

extension Updater {
  public func epochs(after updates: Int) -> Double {
    Double(updates) / Double(max(updatesPerEpoch, 1))
  }
  public var identity: [String: String] { [:] }
  public var hasConverged: Bool { false }
  public var readings: [(name: String, value: Double)] { [] }
  public var throughput: (count: Int, unit: String) { (1, "updates") }
  public func evaluate(_ checkForStop: () throws -> Void) throws -> Scores? { nil }
  public var evaluatesTrainingSamples: Bool { false }
  public func noteEvaluation(_ scores: Scores) {}
  public var isShared: Bool { false }
  public var sharesEvaluation: Bool { false }
  public var rankState: [NamedTensor] { [] }
  public func load(rankState: [NamedTensor], from file: String) throws {}
}
