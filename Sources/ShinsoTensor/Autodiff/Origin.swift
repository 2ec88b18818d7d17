/// Where a recorded tensor came from: a node of the tape and which of its outputs.
package struct Origin: Sendable {
  let handle: NodeHandle
  let output: Int
}
