/// A comparison of two numbers, elementwise, with broadcasting. As in IEEE 754, NaN is not equal
/// to, less than or greater than anything.
public enum Comparison: String, Sendable, Hashable, CaseIterable {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
}
