/// A function of two numbers, elementwise, with broadcasting.
public enum BinaryFunction: String, Sendable, Hashable, CaseIterable {
  case add, subtract, multiply, divide, maximum, minimum, power
}
