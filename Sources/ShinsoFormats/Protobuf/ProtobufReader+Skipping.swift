extension ProtobufReader {
  /// Leaves out the value of a field, which must end at `end` or before.
  mutating func skip(_ kind: Kind, until end: Int) throws {
    switch kind {
    case .varint: _ = try varint()
    case .fixed32: skip(4)
    case .fixed64: skip(8)
    case .delimited: skip(try length(until: end))
    // Groups, which the format has given up.
    case .startGroup, .endGroup: throw damaged()
    }
    guard position <= end else { throw damaged() }
  }
}
