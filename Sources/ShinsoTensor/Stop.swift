import Foundation

/// Ends the program, as `applyOp` does, where the arguments of a function that is made of ops do not
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
