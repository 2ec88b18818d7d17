/// A function of two truth values, elementwise, with broadcasting.
public enum LogicalFunction: String, Sendable, Hashable, CaseIterable {
  case and, or, xor
}
