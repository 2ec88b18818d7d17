import ShinsoNN
import ShinsoTensor

/// What a training does, update by update. `Trainer` asks it for updates and evaluations and knows
/// nothing else of the task.
public protocol Updater: AnyObject {
  var updatesPerEpoch: Int { get }

  /// What two runs must share for one to go on where the other stopped: the data, their order, the
  /// kind of optimizer.
  var identity: [String: String] { get }

  /// Weights, the optimizer's state, carried state: everything that the next update depends on
  /// besides its number and the state of `RandomGenerator.shared`.
  var state: [NamedTensor] { get }

  /// What `model.safetensors` holds.
  var exported: [NamedTensor] { get }

  /// Takes over such a state.
  ///
  /// - Parameter file: named in errors.
  /// - Throws: `InputError` if something is missing, unexpected or misshapen. The updater may have
  ///   changed then.
  func load(_ state: [NamedTensor], from file: String) throws

  /// Makes the update of that number, from 0, and returns what it scored on its batch.
  ///
  /// - Throws: `InputError` for a sample that cannot be read, a loss or a gradient that is not
  ///   finite. Then nothing has changed.
  func update(_ number: Int) throws -> Scores

  /// Scores the held-out data; nil: there are none. The first metric decides which model is best.
  ///
  /// - Parameter checkForStop: to be called now and then; throws when a signal came.
  func evaluate(_ checkForStop: () throws -> Void) throws -> Scores?

  /// Numbers that the next log line is to show besides the scores, such as the learning rate.
  var readings: [(name: String, value: Double)] { get }

  /// How much one update works off, for the progress bar: `(64, "samples")`.
  var throughput: (count: Int, unit: String) { get }

  /// Told of every regular evaluation, for learning rates that depend on it.
  func noteEvaluation(_ scores: Scores)
}

extension Updater {
  public var identity: [String: String] { [:] }
  public var readings: [(name: String, value: Double)] { [] }
  public var throughput: (count: Int, unit: String) { (1, "updates") }
  public func evaluate(_ checkForStop: () throws -> Void) throws -> Scores? { nil }
  public func noteEvaluation(_ scores: Scores) {}
}
