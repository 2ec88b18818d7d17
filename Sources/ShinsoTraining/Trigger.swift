/// When an extension runs.
public enum Trigger: Sendable, Hashable {
  case updates(Int)
  case epochs(Int)
  /// Only at the end.
  case end

  public static let everyUpdate = Trigger.updates(1)
  public static let everyEpoch = Trigger.epochs(1)

  /// Whether the trigger fires after this number of updates.
  func fires(after updates: Int, updatesPerEpoch: Int) -> Bool {
    switch self {
    case .updates(let interval): updates.isMultiple(of: max(interval, 1))
    case .epochs(let interval): updates.isMultiple(of: max(interval, 1) * max(updatesPerEpoch, 1))
    case .end: false
    }
  }
}
