/// Tells `Op.forward` what is needed, and takes what it saves.
public struct ForwardContext: Sendable {
  /// For each input, whether its gradient may be needed. If all are false, nothing is recorded.
  public let needs: [Bool]
  package private(set) var saved: [Saved] = []

  package struct Saved: Sendable {
    let tensor: Tensor?
    let version: Int
  }

  package init(needs: [Bool]) { self.needs = needs }

  public var isRecording: Bool { needs.contains(true) }

  /// Saves tensors for the backward pass, which finds them in `pass.saved` in this order.
  public mutating func save(_ tensors: Tensor?...) {
    guard isRecording else { return }
    saved += tensors.map { Saved(tensor: $0?.detached, version: $0?.storage.version ?? 0) }
  }
}
