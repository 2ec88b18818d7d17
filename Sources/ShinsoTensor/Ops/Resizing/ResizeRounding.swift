/// How a place between two elements becomes an element.
public enum ResizeRounding: Sendable, Hashable {
  /// To the element before it. PyTorch's, with `ResizeAlignment.asymmetric`.
  case down
  /// To the element behind it.
  case up
  /// To the nearer one; from halfway to the one before.
  case halfDown
  /// To the nearer one; from halfway to the one behind.
  case halfUp

  func callAsFunction(_ place: Double) -> Int {
    switch self {
    case .down: Int(place.rounded(.down))
    case .up: Int(place.rounded(.up))
    case .halfDown: Int((place - 0.5).rounded(.up))
    case .halfUp: Int((place + 0.5).rounded(.down))
    }
  }
}
