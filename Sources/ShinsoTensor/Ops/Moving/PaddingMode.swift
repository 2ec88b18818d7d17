/// How a tensor goes on beyond its edge.
public enum PaddingMode: Sendable, Hashable {
  case constant(Double)
  /// Mirrored at the outermost element, which is not repeated.
  case reflect
  /// The outermost element again and again.
  case edge
  /// From the other end.
  case wrap

  /// Which of `size` elements stands at `position`, which may lie outside; nil for the constant.
  func source(_ position: Int, _ size: Int) -> Int? {
    if (0..<size).contains(position) { return position }
    switch self {
    case .constant: return nil
    case .edge: return position < 0 ? 0 : size - 1
    case .wrap: return ((position % size) + size) % size
    case .reflect:
      if size == 1 { return 0 }
      let period = 2 * (size - 1)
      let place = ((position % period) + period) % period
      return place < size ? place : period - place
    }
  }
}
