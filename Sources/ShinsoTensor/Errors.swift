import Foundation

/// An op that cannot run on what it was given: shapes that do not fit, an index out of range.
/// Eager code stops with it; a graph read from a file throws it.
public struct OpError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The op's name, `conv2d`.
  public var op: String
  /// Where in the model, `features.3.conv`; empty outside of modules.
  public var path: String
  /// What was expected and what came, shapes by name.
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

/// The dotted path of the module that is being called, for messages.
public enum CallPath {
  @TaskLocal public static var current = ""
}

/// Ends the program, as `apply` does, where the arguments of a function that is made of ops do not
/// fit.
package func stopUnless(
  _ condition: Bool, in function: OpName, _ problem: @autoclosure () -> String
) {
  if !condition { stop(OpError(function, problem()).description) }
}

/// Ends the program over a programmer's mistake, with one message.
package func stop(_ message: @autoclosure () -> String) -> Never {
  let text = "shinso: " + message() + "\n"
  FileHandle.standardError.write(Data(text.utf8))
  fatalError("stopped by a mistake in the calling code; the message is above")
}
