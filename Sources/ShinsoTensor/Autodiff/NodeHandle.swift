/// Keeps a node alive as long as a tensor that it computed lives.
final class NodeHandle: Sendable {
  let slot: Int
  init(slot: Int) { self.slot = slot }
  deinit { Tape.shared.release(slot) }
}
