/// Which states of phones in context share a mixture.
public protocol StateTying: Sendable {
  /// Tied states.
  var stateCount: Int { get }

  /// The tied state of each state of a phone.
  func states(of context: PhoneContext) -> [Int32]

  /// Whether a phone's states differ from context to context.
  func dependsOnContext(_ phone: Int) -> Bool
}
