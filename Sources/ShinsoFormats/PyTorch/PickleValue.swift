import ShinsoTensor

/// What a pickle of a PyTorch file holds. A dictionary keeps its order; `OrderedDict`, `defaultdict`
/// and `Counter` are dictionaries, a frozen set is a set, `torch.Size` is a tuple, a parameter is
/// its tensor.
public indirect enum PickleValue: Sendable {
  case none
  case bool(Bool)
  case int(Int)
  /// An integer of more than 64 bits: two's complement, lowest byte first.
  case largeInteger([UInt8])
  case float(Double)
  case string(String)
  case bytes([UInt8])
  case list([PickleValue])
  case tuple([PickleValue])
  case set([PickleValue])
  case dictionary([(key: PickleValue, value: PickleValue)])
  case tensor(Tensor)
  /// A value that stands for itself, such as `torch.float32`, or `torch.device` with its arguments.
  case object(name: String, arguments: [PickleValue])

  /// The value of a text key, if this is a dictionary that has it.
  public subscript(key: String) -> PickleValue? {
    guard case .dictionary(let pairs) = self else { return nil }
    return pairs.first { pair in
      if case .string(key) = pair.key { true } else { false }
    }?.value
  }
}
