/// Tells `Op.forward` what is needed, and takes what it saves.
public struct ForwardContext: Sendable {
  /// For each input, whether its gradient may be needed. If all are false, nothing is recorded.
  public let needs: [Bool]
  public let isRecording: Bool
  package private(set) var saved: [Saved] = []

  package struct Saved: Sendable {
    let tensor: Tensor?
    let version: Int
  }

  package init(needs: [Bool]) {
    self.needs = needs
    isRecording = needs.contains(true)
  }

  /// Nothing is recorded.
  init(inputCount: Int) {
    needs =
      inputCount < Self.nothing.count
      ? Self.nothing[inputCount] : [Bool](repeating: false, count: inputCount)
    isRecording = false
  }

  /// Lists that need not be made anew for each op.
  private static let nothing = (0..<8).map { [Bool](repeating: false, count: $0) }

  /// Saves tensors for the backward pass, which finds them in `pass.saved` in this order.
  public mutating func save(_ tensors: Tensor?...) {
    guard isRecording else { return }
    saved.reserveCapacity(saved.count + tensors.count)
    for tensor in tensors {
      saved.append(Saved(tensor: tensor?.detached, version: tensor?.storage.version ?? 0))
    }
  }
}
