import Foundation

/// Ends the program, as `applyOp` does, if the arguments of a function that consists of several ops
/// do not fit.
package func stopUnless(
  _ condition: Bool, in function: OpName, _ problem: @autoclosure () -> String
) {
  if !condition { stop(OpError(function, problem()).description) }
}

/// Ends the program with a message because of a programmer's mistake.
package func stop(_ message: @autoclosure () -> String) -> Never {
  let text = "shinso: " + message() + "\n"
  FileHandle.standardError.write(Data(text.utf8))
  fatalError("stopped by a mistake in the calling code; the message is above")
}
