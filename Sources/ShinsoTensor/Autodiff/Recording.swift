/// Whether ops are recorded in the current task.
package enum Recording {
  @TaskLocal package static var isEnabled = true
}

/// Runs `body` without recording anything, for inference and evaluation.
public func withoutGradients<R>(_ body: () throws -> R) rethrows -> R {
  try Recording.$isEnabled.withValue(false, operation: body)
}
