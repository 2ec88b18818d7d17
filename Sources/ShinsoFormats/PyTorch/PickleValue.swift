import ShinsoTensor

/// A value in the pickle of a PyTorch file. A dictionary keeps its order; `OrderedDict`,
/// `defaultdict` and `Counter` become dictionaries, a frozen set becomes a set, `torch.Size` a
/// tuple, and a parameter its tensor.
public indirect enum PickleValue: Sendable {
  case none
  case bool(Bool)
  case int(Int)
  /// An integer of more than 64 bits, in two's complement, lowest byte first.
  case largeInteger([UInt8])
  case float(Double)
  case string(String)
  case bytes([UInt8])
  case list([PickleValue])
  case tuple([PickleValue])
  case set([PickleValue])
  case dictionary([(key: PickleValue, value: PickleValue)])
  case tensor(Tensor)
  /// Any other value, such as `torch.float32`, `torch.device` with its arguments, or a tensor of
  /// elements that no `Tensor` has (`torch.complex64 tensor`).
  case object(name: String, arguments: [PickleValue])

  /// The value for a text key, if this is a dictionary that contains it.
  public subscript(key: String) -> PickleValue? {
    guard case .dictionary(let pairs) = self else { return nil }
    return pairs.first { pair in
      if case .string(let found) = pair.key { found.isExactly(key) } else { false }
    }?.value
  }
}
