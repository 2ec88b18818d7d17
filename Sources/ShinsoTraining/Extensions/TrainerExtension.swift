/// Something that a training does besides its updates: a log, evaluations, pictures.
///
/// After each update the trainer runs the extensions whose trigger fires, in the order in which they
/// were given. What one of them keeps between updates goes into checkpoints by ``state``.
public protocol TrainerExtension: AnyObject {
  /// Names its state in checkpoints.
  var name: String { get }
  var trigger: Trigger { get }

  /// What a run that goes on needs to know.
  var state: [String: String] { get }

  /// - Throws: `InputError` naming `file` for a state that makes no sense.
  func load(_ state: [String: String], from file: String) throws

  /// Before the first update, after a checkpoint was loaded.
  func begin(_ trainer: Trainer) throws

  /// Before each update.
  func prepare(_ trainer: Trainer) throws

  /// After an update at which the trigger fires.
  func run(_ trainer: Trainer) throws

  /// After the last update; not if a signal ended the run.
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
