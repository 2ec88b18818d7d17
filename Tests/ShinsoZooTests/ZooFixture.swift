import ShinsoTensor
import Testing

/// The problem that `body` reports as an `InputError`; fails the test if it reports none.
func problem<Result>(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Result
) -> String {
  do {
    _ = try body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    return ""
  } catch let error as InputError {
    return error.description
  } catch {
    Issue.record("another error: \(error)", sourceLocation: sourceLocation)
    return ""
  }
}
