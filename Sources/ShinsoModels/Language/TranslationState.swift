/// Where a decoder stands, for several rows.
public protocol TranslationState {
  /// The same, for some of the rows, of which one may occur several times.
  func selecting(_ rows: [Int]) -> Self
}
