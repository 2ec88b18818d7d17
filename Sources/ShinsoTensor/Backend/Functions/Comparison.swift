/// A question about two numbers, elementwise, with broadcasting. As in IEEE 754, NaN is unequal to
/// everything and neither less nor greater.
public enum Comparison: String, Sendable, Hashable, CaseIterable {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
}
