/// A layout that a backend prefers to plain row-major order: blocked channels, packed weights.
/// Only the backend that made it can read it.
package protocol OpaqueLayout: Sendable {}
