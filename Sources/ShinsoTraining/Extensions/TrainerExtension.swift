/// Something that a training does besides updates: a log, evaluations, plots.
///
/// After each update the trainer runs the extensions whose trigger fires, in the order in which
/// they were given. ``state`` puts what an extension keeps between updates into checkpoints.
public protocol TrainerExtension: AnyObject {
  /// Identifies its state in checkpoints.
  var name: String { get }
  var trigger: Trigger { get }

  /// What is needed to resume.
  var state: [String: String] { get }

  /// - Throws: `InputError` naming `file` if the state is invalid.
  func load(_ state: [String: String], from file: String) throws

  /// Called before the first update, after a checkpoint has been loaded.
  func begin(_ trainer: Trainer) throws

  /// Called before each update.
  func prepare(_ trainer: Trainer) throws

  /// Called after an update at which the trigger fires.
  func run(_ trainer: Trainer) throws

  /// Called after the last update, but not if a signal ended the run.
  func end(_ trainer: Trainer) throws
}

extension TrainerExtension {
  public var name: String { String(describing: type(of: self)) }
  public var trigger: Trigger { .everyUpdate }
  public var state: [String: String] { [:] }
  public func load(_ state: [String: String], from file: String) throws {}
  public func begin(_ trainer: Trainer) throws {}
  public func prepare(_ trainer: Trainer) throws {}
  public func run(_ trainer: Trainer) throws {}
  public func end(_ trainer: Trainer) throws {}
}
