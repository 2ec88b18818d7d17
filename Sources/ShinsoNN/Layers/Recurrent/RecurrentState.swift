import ShinsoTensor

/// What recurrent layers carry from one stretch of a text to the next: the same type for Elman, LSTM
/// and GRU layers.
public struct RecurrentState: Sendable {
  /// The hidden values after the last step, `[N, hidden]` for each layer, lowest layer first; of a
  /// bidirectional network for each layer forward and then backward.
  public var h: [Tensor]
  /// The memory cells of LSTM layers, as `h`; empty for other cells.
  public var c: [Tensor]

  public init(h: [Tensor], c: [Tensor] = []) {
    self.h = h
    self.c = c
  }

  /// The same values without their history: truncated backpropagation ends here.
  public var detached: RecurrentState { map(\.detached) }

  /// The states of some rows of the batch, which may repeat, as beam search wants them.
  public func selecting(_ rows: [Int]) -> RecurrentState {
    guard let device = h.first?.device else { return self }
    let indices = Tensor(rows.map(Int64.init), on: device)
    return map { $0.indexSelected(indices, axis: 0) }
  }

  /// Zeros in place of some rows of the batch.
  public func kept(where isKept: [Bool]) -> RecurrentState {
    guard let device = h.first?.device, !isKept.allSatisfy(\.self) else { return self }
    let factors = Tensor(
      isKept.map { $0 ? Float(1) : 0 }, shape: [isKept.count, 1], on: device)
    return map { $0 * factors }
  }

  func map(_ body: (Tensor) -> Tensor) -> RecurrentState {
    RecurrentState(h: h.map(body), c: c.map(body))
  }

  /// The tensors by name, `h.0`, `h.1`, `c.0`, `c.1`, for a checkpoint.
  public var named: [(name: String, tensor: Tensor)] {
    [("h", h), ("c", c)].flatMap { component, tensors in
      tensors.enumerated().map { ("\(component).\($0)", $1) }
    }
  }

  /// A state from the tensors of ``named``.
  ///
  /// - Parameters:
  ///   - example: a state of the same network and batch size, such as zeros.
  ///   - file: the file that the tensors come from, for the error.
  /// - Throws: `InputError` if a tensor is missing, is unexpected, or has another shape or type than
  ///   the example's.
  public init(
    named tensors: [(name: String, tensor: Tensor)], like example: RecurrentState,
    from file: String
  ) throws(InputError) {
    var given = Dictionary(tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { $1 })
    for (name, expected) in example.named {
      guard let tensor = given[name] else {
        throw InputError(file, "has no \(name) of the recurrent state")
      }
      guard tensor.spec == expected.spec else {
        throw InputError(file, "has \(name) as \(tensor.spec), expected \(expected.spec)")
      }
    }
    func take(_ component: String, _ count: Int) -> [Tensor] {
      (0..<count).compactMap { given.removeValue(forKey: "\(component).\($0)") }
    }
    h = take("h", example.h.count)
    c = take("c", example.c.count)
    if let unexpected = given.keys.min() {
      throw InputError(file, "has \(unexpected), which is not part of the recurrent state")
    }
  }
}
