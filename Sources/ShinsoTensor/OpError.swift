/// The error of an op that cannot run on its inputs: shapes that do not fit, an index out of range.
/// Eager code stops the program with it; a graph read from a file throws it.
public struct OpError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The op's name, `conv2d`.
  public var op: String
  /// The path of the module, such as `features.3.conv`; empty outside of modules.
  public var path: String
  /// What was expected and what was given, with the names of the shapes.
  public var problem: String

  public init(_ op: OpName, _ problem: String) {
    self.op = op.rawValue
    self.path = CallPath.current
    self.problem = problem
  }

  public var description: String {
    path.isEmpty ? "\(op): \(problem)" : "\(op) in \(path): \(problem)"
  }
}
