/// Where a recorded tensor came from: a node and which of its outputs.
package struct Origin: Sendable {
  let node: Node
  let output: Int
}
